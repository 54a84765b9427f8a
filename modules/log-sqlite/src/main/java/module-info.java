/** Keeps what is said in stored sessions in one SQLite file. */
module io.confab.log.sqlite {
    requires transitive static org.jspecify;
    requires transitive io.confab.api;
    requires java.sql;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;

    exports io.confab.log.sqlite;
}
