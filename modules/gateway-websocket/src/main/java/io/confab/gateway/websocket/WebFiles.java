package io.confab.gateway.websocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Files for browsers, read once and held in memory, compressed too. Immutable. */
public final class WebFiles {

    /** None. */
    public static final WebFiles NONE = new WebFiles(Map.of());

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "txt", "text/plain; charset=utf-8");

    private static final String INDEX = "index.html";

    private final Map<String, WebFile> byPath;

    private WebFiles(Map<String, WebFile> byPath) {
        this.byPath = byPath;
    }

    /**
     * One file.
     *
     * @param type    its media type
     * @param tag     an entity tag, with its quotes: another for other contents
     * @param plain   its bytes; shared, not to be changed
     * @param gzipped the same, compressed; null where that is no smaller
     */
    record WebFile(String type, String tag, byte[] plain, byte @Nullable [] gzipped) {}

    /**
     * Reads files from the class path.
     *
     * @param anchor a class beside which they lie, in the same module
     * @param names  their names, seen from there; {@code index.html} is served for a folder's own path
     * @throws IllegalArgumentException if one is not there, or of a kind nobody knows
     */
    public static WebFiles of(Class<?> anchor, List<String> names) {
        Map<String, WebFile> byPath = new LinkedHashMap<>();
        for (String name : names) {
            WebFile file = file(name, read(anchor, name));
            byPath.put("/" + name, file);
            if (name.equals(INDEX) || name.endsWith("/" + INDEX)) {
                byPath.put("/" + name.substring(0, name.length() - INDEX.length()), file);
            }
        }
        return new WebFiles(byPath);
    }

    private static byte[] read(Class<?> anchor, String resource) {
        try (InputStream in = anchor.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("file: " + resource + " (expected: one beside " + anchor + ")");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WebFile file(String name, byte[] plain) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalArgumentException(
                    "file: " + name + " (expected: one that ends in " + TYPES.keySet() + ")");
        }
        byte[] gzipped = gzip(plain);
        return new WebFile(type, tag(plain), plain, gzipped.length < plain.length ? gzipped : null);
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String tag(byte[] plain) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(plain);
            return "\"" + HexFormat.of().formatHex(hash, 0, 8) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: not there (expected: every JDK has it)", e);
        }
    }

    @Nullable
    WebFile find(String path) {
        return byPath.get(path);
    }

    /** How many bytes all of them have as they are sent to a browser that takes them compressed. */
    public long compressedBytes() {
        return byPath.values().stream()
                .distinct()
                .mapToLong(file -> file.gzipped() == null ? file.plain().length : file.gzipped().length)
                .sum();
    }

    /** Their paths. */
    @Override
    public String toString() {
        return byPath.keySet().toString();
    }
}
