package io.confab.standalone;

import java.util.List;

/**
 * A part of the running server that takes up changed settings, or files that were replaced, without a restart. A reload
 * prepares all parts first and takes up nothing unless all of them can; what it says of keys that changed is said for them.
 */
interface Reloadable {

    /**
     * Looks at what is to be taken up, and changes nothing that is in use. One call at a time; may block.
     *
     * @param next the settings to come: of keys that are taken up {@link Key.Uptake#AT_START} those that the server was
     *             started with
     * @throws StartException saying line by line what is wrong
     */
    Change prepare(Settings next) throws StartException;

    /** What was prepared. */
    interface Change {

        /**
         * Takes it up, once; does not fail.
         *
         * @return what changed besides the values of keys, a line each, as in {@code accounts: people.csv: 7 accounts}
         */
        List<String> takeUp();
    }
}
