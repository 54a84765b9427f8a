package io.confab.standalone;

import io.confab.api.AuditListener;
import io.confab.server.ConfabServerBuilder;
import org.jspecify.annotations.Nullable;

/** The audit log, or none. Closed after everything that writes to it. */
final class AuditTrail implements AutoCloseable {

    private final @Nullable AuditFile file;

    private AuditTrail(@Nullable AuditFile file) {
        this.file = file;
    }

    static AuditTrail open(Settings settings, DataFolder data) throws StartException {
        String file = settings.value(Keys.AUDIT_FILE);
        return new AuditTrail(file.equals(Keys.NO_AUDIT_FILE) ? null : AuditFile.open(data.resolve(file)));
    }

    /** Who is to be told. */
    AuditListener listener() {
        return file == null ? AuditListener.NONE : file;
    }

    void apply(ConfabServerBuilder builder) {
        if (file != null) {
            builder.audit(file);
        }
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
