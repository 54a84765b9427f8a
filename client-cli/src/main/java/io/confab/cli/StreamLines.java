package io.confab.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a pipe or a script. A thread of its own reads, one line ahead, so that a lost connection is noticed while
 * nothing comes.
 */
final class StreamLines implements Lines {

    private final BufferedReader reader;
    private final boolean endWhenLost;

    // Guarded by this.
    private @Nullable String line;
    private @Nullable IOException failure;
    private boolean ended;
    private boolean started;

    /**
     * @param reader      taken over
     * @param endWhenLost whether a lost connection ends the input
     */
    StreamLines(BufferedReader reader, boolean endWhenLost) {
        this.reader = reader;
        this.endWhenLost = endWhenLost;
    }

    @Override
    public synchronized @Nullable String next() {
        if (!started) {
            started = true;
            Thread thread = new Thread(this::read, "input");
            thread.setDaemon(true);
            thread.start();
        }
        try {
            while (line == null && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            return null;
        }
        if (line == null && failure != null) {
            throw new UncheckedIOException(failure);
        }
        String next = line;
        line = null;
        notifyAll();
        return next;
    }

    private void read() {
        try {
            String next;
            do {
                next = reader.readLine();
            } while (offer(next));
        } catch (IOException e) {
            synchronized (this) {
                failure = e;
                ended = true;
                notifyAll();
            }
        } catch (InterruptedException e) {
            end();
        }
    }

    private synchronized boolean offer(@Nullable String next) throws InterruptedException {
        while (line != null && !ended) {
            wait();
        }
        if (next == null || ended) {
            end();
            return false;
        }
        line = next;
        notifyAll();
        return true;
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    @Override
    public @Nullable String password(String prompt) {
        return null;
    }

    @Override
    public boolean interactive() {
        return false;
    }

    /** What was read ahead is dropped: without a connection it would only be refused. */
    @Override
    public synchronized void lost() {
        if (endWhenLost) {
            line = null;
            end();
        }
    }

    /** The thread that reads is a daemon, and may be left in the middle of it. */
    @Override
    public void close() {
        end();
    }
}
