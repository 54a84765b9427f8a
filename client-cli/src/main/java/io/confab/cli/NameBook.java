package io.confab.cli;

import io.confab.api.Names;
import io.confab.codec.ListResult;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The names that came by, to complete what is typed. Thread-safe; calls nobody. */
final class NameBook {

    /** Nobody finds a name in more than that by pressing a key. */
    private static final int MAX_NAMES = 20_000;

    private final Set<String> sessions = new TreeSet<>();
    private final Set<String> accounts = new TreeSet<>();

    synchronized void sawAccounts(Collection<String> names) {
        addAll(accounts, names);
    }

    synchronized void sawSession(String name) {
        addAll(sessions, List.of(name));
    }

    synchronized void forgetSession(String name) {
        sessions.remove(name);
    }

    /** Takes over a list of everything. */
    synchronized void saw(ListResult all) {
        sessions.clear();
        accounts.clear();
        addAll(sessions, all.sessions().stream().map(ListResult.Entry::name).toList());
        addAll(accounts, all.users());
    }

    // A server that breaks the rules for names is not to write on the terminal by completion.
    private static void addAll(Set<String> book, Collection<String> names) {
        for (String name : names) {
            if (book.size() < MAX_NAMES && Names.isNormal(name)) {
                book.add(name);
            }
        }
    }

    synchronized List<String> sessions() {
        return List.copyOf(sessions);
    }

    synchronized List<String> accounts() {
        return List.copyOf(accounts);
    }
}
