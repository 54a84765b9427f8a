package io.confab.session;

/**
 * What a look over all sessions has found. They go on meanwhile, so it is exact only while nothing happens.
 *
 * @param members     how many memberships there are
 * @param lagging     how many of them are behind and cannot go on, because their client does not read or what they have
 *                    missed is still being read for them
 * @param greatestLag by how many messages the last of these is behind
 * @param tailBytes   how much memory the newest messages of all sessions take
 */
public record Survey(int members, int lagging, long greatestLag, long tailBytes) {}
