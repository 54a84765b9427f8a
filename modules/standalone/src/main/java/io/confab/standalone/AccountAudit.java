package io.confab.standalone;

import io.confab.accounts.csv.AccountEdit;
import io.confab.api.Account;
import io.confab.api.AuditEvent;
import io.confab.api.AuditListener;
import io.confab.api.Role;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Tells the audit log what {@code confab accounts}, or an editor, has changed in the account file, once the server has taken it
 * up. Who it was the file does not say. What clients change is told by who carries it out.
 */
final class AccountAudit implements Consumer<AccountEdit> {

    static final String BY = "account file";

    private final AuditListener audit;

    AccountAudit(AuditListener audit) {
        this.audit = audit;
    }

    @Override
    public void accept(AccountEdit edit) {
        String name = edit.name();
        Account after = edit.after();
        if (after == null) {
            audit.audited(new AuditEvent.AccountRemoved(name, BY));
            return;
        }
        Account before = edit.before();
        if (before == null) {
            audit.audited(new AuditEvent.AccountAdded(name, BY));
        } else if (!before.credential().equals(after.credential())) {
            changed(name, "password");
        } else if (!Objects.equals(before.scram(), after.scram())) {
            changed(name, "scram"); // one could log in by keys that are not the password's
        }
        if ((before == null ? Role.MEMBER : before.role()) != after.role()) {
            changed(name, "role: " + after.role().text());
        }
        if ((before != null && before.locked()) != after.locked()) {
            audit.audited(
                    after.locked() ? new AuditEvent.AccountLocked(name, BY) : new AuditEvent.AccountUnlocked(name, BY));
        }
    }

    private void changed(String name, String what) {
        audit.audited(new AuditEvent.AccountChanged(name, BY, what));
    }
}
