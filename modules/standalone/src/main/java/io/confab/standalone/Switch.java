package io.confab.standalone;

/** Something that is done, or is not. */
enum Switch {
    OFF,
    ON
}
