package io.confab.cli;

/** Where outputs are shown. Thread-safe: events come on the connection's event loop, results on any thread. */
interface Screen {

    void show(Output output);
}
