package io.confab.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.accounts.csv.AccountEdit;
import io.confab.api.Account;
import io.confab.api.AuditEvent;
import io.confab.api.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AccountAuditTest {

    private static final Account JILL = new Account("jill", "secret", "keys", Role.MEMBER, false);

    private final List<AuditEvent> audited = new ArrayList<>();
    private final AccountAudit audit = new AccountAudit(audited::add);

    private List<AuditEvent> of(@Nullable Account before, @Nullable Account after) {
        audited.clear();
        audit.accept(new AccountEdit(before, after));
        return audited;
    }

    @Test
    void saysWhoCameAndWent() {
        assertThat(of(null, JILL)).containsExactly(new AuditEvent.AccountAdded("jill", "account file"));
        assertThat(of(JILL, null)).containsExactly(new AuditEvent.AccountRemoved("jill", "account file"));
    }

    @Test
    void saysWhatANewAccountMayDo() {
        assertThat(of(null, JILL.withRole(Role.ADMIN).withLocked(true)))
                .containsExactly(
                        new AuditEvent.AccountAdded("jill", "account file"),
                        new AuditEvent.AccountChanged("jill", "account file", "role: admin"),
                        new AuditEvent.AccountLocked("jill", "account file"));
    }

    @Test
    void saysWhatChangedWithoutAnySecret() {
        assertThat(of(JILL, JILL.withPassword("hunter2", "other keys")))
                .containsExactly(new AuditEvent.AccountChanged("jill", "account file", "password"));
        assertThat(of(JILL, JILL.withScram("other keys")))
                .containsExactly(new AuditEvent.AccountChanged("jill", "account file", "scram"));
        assertThat(of(JILL, JILL.withRole(Role.MODERATOR)))
                .containsExactly(new AuditEvent.AccountChanged("jill", "account file", "role: moderator"));
        assertThat(of(JILL, JILL.withLocked(true)))
                .containsExactly(new AuditEvent.AccountLocked("jill", "account file"));
        assertThat(of(JILL.withLocked(true), JILL))
                .containsExactly(new AuditEvent.AccountUnlocked("jill", "account file"));
    }
}
