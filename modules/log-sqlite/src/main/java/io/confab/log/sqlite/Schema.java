package io.confab.log.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The tables, and connections to them.
 *
 * <p>A batch's key is made up of its session's id and its first sequence, counted from the session's beginning: a session's
 * batches lie together and in order, and appending needs no second index.
 */
final class Schema {

    /** Above these bits of a key is the session's id. */
    static final int SEQUENCE_BITS = 40;

    /** "Conf" in ASCII, by which {@code file} and others know what the file is. */
    private static final int APPLICATION_ID = 0x436F6E66;

    /** The version that has the journal in it. */
    static final int JOURNAL_VERSION = 2;

    /** The version that has direct messages and read positions in it. */
    static final int DIRECTS_VERSION = 4;

    private static final int VERSION = DIRECTS_VERSION;

    private static final int BUSY_MILLIS = 5_000;

    /** How long the write-ahead log gets before what is in it is copied into the file itself: 16 MiB. */
    private static final int CHECKPOINT_PAGES = 4096;

    private static final String[] TABLES_OF_1 = {
        """
        CREATE TABLE sessions (
            id         INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice
            name       TEXT NOT NULL UNIQUE,
            owner      TEXT NOT NULL,
            durability TEXT NOT NULL,
            topic      TEXT,
            capacity   INTEGER,
            created    INTEGER NOT NULL,           -- milliseconds since the epoch; times 1000, where sequences begin
            forgotten  INTEGER NOT NULL DEFAULT 0  -- the last sequence that retention has taken away
        ) STRICT""", """
        CREATE TABLE batches (
            key      INTEGER PRIMARY KEY,          -- session id << 40 | first sequence - created * 1000
            last     INTEGER NOT NULL,             -- the last sequence in it
            count    INTEGER NOT NULL,             -- how many messages
            time     INTEGER NOT NULL,             -- that of the last message
            ids      BLOB,                         -- of messages with an id: 8 bytes of hash, 4 of first sequence + n
            checksum INTEGER NOT NULL,             -- CRC-32C of bytes
            bytes    BLOB NOT NULL
        ) STRICT""", """
        CREATE TABLE tokens (
            hash    BLOB PRIMARY KEY,              -- SHA-256 of the token
            account TEXT NOT NULL,
            mark    TEXT NOT NULL,                 -- of the credential it was given for
            expires INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID""", "CREATE INDEX tokens_by_expiry ON tokens (expires)", """
        CREATE TABLE marker (
            id    INTEGER PRIMARY KEY CHECK (id = 1),
            count INTEGER NOT NULL                 -- of commits whose outcome was in doubt
        ) STRICT""", """
        CREATE TABLE removed (
            id INTEGER PRIMARY KEY                 -- of a session whose batches are still to be deleted
        ) STRICT"""
    };

    private static final String[] TABLES_OF_2 = {"""
        CREATE TABLE journal (
            number INTEGER PRIMARY KEY,            -- one more with each commit; below zero: not whole, and put aside
            bytes  BLOB NOT NULL                   -- what is in no batch yet: session id, length, CRC-32C, bytes; and so on
        ) STRICT"""};

    private static final String[] TABLES_OF_3 = {"""
        CREATE TABLE bans (
            session TEXT NOT NULL,                 -- its name; empty for the server
            account TEXT NOT NULL,
            author  TEXT NOT NULL,                 -- who banned it
            reason  TEXT,
            created INTEGER NOT NULL,              -- milliseconds since the epoch
            until   INTEGER,                       -- the same; NULL is never
            PRIMARY KEY (session, account)
        ) STRICT, WITHOUT ROWID"""};

    private static final String[] TABLES_OF_4 = {
        """
        CREATE TABLE directs (
            recipient TEXT NOT NULL,
            sequence  INTEGER NOT NULL,
            checksum  INTEGER NOT NULL,            -- CRC-32C of bytes
            bytes     BLOB NOT NULL,               -- as a batch of one message, in a session named like the recipient
            PRIMARY KEY (recipient, sequence)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX directs_by_sequence ON directs (sequence)",
        """
        CREATE TABLE direct_ids (
            source   TEXT NOT NULL,                -- who said it
            id       BLOB NOT NULL,                -- the messageId
            sequence INTEGER NOT NULL,             -- what it was given
            time     INTEGER NOT NULL,
            PRIMARY KEY (source, id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX direct_ids_by_time ON direct_ids (time)",
        """
        CREATE TABLE direct_head (
            id       INTEGER PRIMARY KEY CHECK (id = 1),
            sequence INTEGER NOT NULL              -- of the newest direct message that ever was
        ) STRICT""",
        """
        CREATE TABLE reads (
            account  TEXT NOT NULL,
            session  INTEGER NOT NULL,             -- its id
            sequence INTEGER NOT NULL,             -- up to which the account has read
            PRIMARY KEY (account, session)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX reads_by_session ON reads (session)"
    };

    private Schema() {}

    /**
     * Opens a connection that may write, and makes the tables where there are none. What it commits is with the operating
     * system only.
     */
    static Connection open(Path file) throws SQLException {
        SQLiteConfig config = config();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.NORMAL);
        Connection connection = config.createConnection(url(file));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
            migrate(file, statement);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** Opens a connection that reads only; the file is there. */
    static Connection openToRead(Path file) throws SQLException {
        SQLiteConfig config = config();
        config.setReadOnly(true);
        return config.createConnection(url(file));
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        return config;
    }

    private static String url(Path file) {
        return "jdbc:sqlite:" + file;
    }

    private static void migrate(Path file, Statement statement) throws SQLException {
        int version = number(statement, "PRAGMA user_version");
        if (version > VERSION) {
            throw new SQLException(
                    file + ": written by a newer server, version " + version + " (expected: at most " + VERSION + ")");
        }
        if (version == VERSION) {
            return;
        }
        if (version == 0 && number(statement, "SELECT count(*) FROM sqlite_schema") > 0) {
            throw new SQLException(file + ": another program's database (expected: a message log, or nothing)");
        }
        statement.execute("BEGIN IMMEDIATE");
        if (version == 0) {
            create(statement, TABLES_OF_1);
        }
        if (version < JOURNAL_VERSION) {
            create(statement, TABLES_OF_2);
        }
        if (version < 3) {
            create(statement, TABLES_OF_3);
        }
        create(statement, TABLES_OF_4);
        statement.execute("PRAGMA application_id = " + APPLICATION_ID);
        statement.execute("PRAGMA user_version = " + VERSION);
        statement.execute("COMMIT");
    }

    private static void create(Statement statement, String[] tables) throws SQLException {
        for (String table : tables) {
            statement.execute(table);
        }
    }

    /** Which version of the tables a file has; 0 if none. */
    static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return number(statement, "PRAGMA user_version");
        }
    }

    private static int number(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getInt(1);
        }
    }
}
