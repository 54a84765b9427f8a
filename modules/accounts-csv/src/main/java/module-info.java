/** Keeps accounts in a CSV file that people may edit while the server runs. */
module io.confab.accounts.csv {
    requires transitive static org.jspecify;
    requires transitive io.confab.api;
    requires org.apache.commons.csv;
    requires org.slf4j;

    exports io.confab.accounts.csv;
}
