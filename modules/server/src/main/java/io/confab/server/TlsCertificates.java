package io.confab.server;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What new connections are encrypted with. Looks at its files once a second, on a thread of its own, and takes up what is
 * new in them; connections that there are go on with what they have. What cannot be taken up is reported once, and what
 * there was stays. Thread-safe.
 */
final class TlsCertificates implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TlsCertificates.class);

    private static final Duration RELOAD = Duration.ofSeconds(10);

    private static final Duration SOON = Duration.ofDays(7);

    private final TlsLoader loader;
    private final ScheduledExecutorService thread;
    private volatile TlsContext current;

    // On the thread.
    private List<Stamp> tried;
    private List<Stamp> seen;

    private TlsCertificates(TlsLoader loader, List<Stamp> stamps, TlsContext first) {
        this.loader = loader;
        this.current = first;
        this.tried = stamps;
        this.seen = stamps;
        this.thread = Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("confab-tls", true));
    }

    /**
     * Reads the files, and watches them from then on. Blocks.
     *
     * @param interval between two looks
     * @throws IllegalStateException if they are not what is expected; the message names them
     */
    static TlsCertificates open(TlsSettings settings, Duration interval) {
        TlsLoader loader = new TlsLoader(settings);
        List<Stamp> stamps = Stamp.of(loader.files());
        TlsCertificates certificates = new TlsCertificates(loader, stamps, loader.load());
        certificates.report("Using");
        certificates.thread.scheduleWithFixedDelay(
                certificates::look, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
        return certificates;
    }

    /** What new connections are encrypted with. */
    TlsContext current() {
        return current;
    }

    /** Encrypts a new connection with the newest there is. Does not block. */
    SslHandler newHandler(ByteBufAllocator allocator) {
        SslHandler handler = null;
        while (handler == null) {
            handler = current.newHandler(allocator); // null if there is a newer one by now
        }
        return handler;
    }

    /** Who does the work; always the same. */
    SslProvider provider() {
        return current.provider();
    }

    /**
     * Reads the files now, whether they look changed or not.
     *
     * @return whether clients are shown another certificate from now on; fails with {@link IllegalStateException} if the
     *         files are not what is expected, and then what there was stays
     */
    CompletableFuture<Boolean> reload() {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        seen = Stamp.of(loader.files());
                        return load();
                    },
                    thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("server: closed (expected: one that runs)", e));
        }
    }

    // A change is taken up once it is the same for two looks: a certificate and its key are two files, and somebody may
    // be writing yet.
    private void look() {
        try {
            List<Stamp> stamps = Stamp.of(loader.files());
            if (!stamps.equals(seen)) {
                seen = stamps;
            } else if (!stamps.equals(tried)) {
                load();
            }
        } catch (IllegalStateException e) {
            log.error("{}; the certificate of before stays in use", e.getMessage());
        } catch (RuntimeException e) {
            log.error("the certificate could not be looked at; that of before stays in use", e);
        }
    }

    private boolean load() {
        tried = seen;
        TlsContext before = current;
        TlsContext loaded = loader.load();
        current = loaded;
        before.close();
        report("From now on");
        return !before.certificate().equals(loaded.certificate());
    }

    private void report(String since) {
        var certificate = current.certificate();
        Instant end = certificate.getNotAfter().toInstant();
        log.info(
                "{} the certificate of {}, valid until {}, SHA-256 {}",
                since,
                certificate.getSubjectX500Principal(),
                end,
                CertificateFingerprint.of(certificate));
        if (end.isBefore(Instant.now().plus(SOON))) {
            log.warn("The certificate is valid until {} only (expected: another soon)", end);
        }
    }

    /** For when there are no new connections any more. Waits for a reload that runs, and no longer than that may take. */
    @Override
    public void close() {
        thread.execute(() -> current.close());
        thread.shutdown();
        try {
            if (!thread.awaitTermination(RELOAD.toSeconds(), TimeUnit.SECONDS)) {
                log.warn("The certificate is still being read; closing without");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** By what a file is known to be another. */
    private record Stamp(@Nullable Object modified, long size, String key) {

        static List<Stamp> of(List<Path> files) {
            return files.stream().map(Stamp::of).toList();
        }

        private static Stamp of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(
                        attributes.lastModifiedTime(), attributes.size(), Objects.toString(attributes.fileKey()));
            } catch (IOException e) {
                return new Stamp(null, 0, ""); // gone, for now
            }
        }
    }
}
