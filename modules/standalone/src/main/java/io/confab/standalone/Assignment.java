package io.confab.standalone;

/**
 * A value given to a key, not judged yet.
 *
 * @param key    the key as it was written
 * @param value  the value as it was written, without the space around it
 * @param origin where it was written, for people: {@code data/confab.conf:12}, {@code --port}
 */
record Assignment(String key, String value, String origin) {}
