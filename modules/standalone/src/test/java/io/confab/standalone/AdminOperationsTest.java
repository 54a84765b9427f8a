package io.confab.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AdminOperationsTest {

    @Test
    void theAuditLogIsToldACommandWithItsWordsButNoTextForMembers() {
        assertThat(AdminOperations.told(AdminMessages.Request.of("kick", List.of("jill", "lobby"))))
                .isEqualTo("kick jill lobby");
        assertThat(AdminOperations.told(AdminMessages.Request.of("announce", List.of("a secret", "lobby"))))
                .isEqualTo("announce lobby");
        assertThat(AdminOperations.told(AdminMessages.Request.of("announce", List.of("a secret"))))
                .isEqualTo("announce");
        assertThat(AdminOperations.told(AdminMessages.Request.of("drain", List.of())))
                .isEqualTo("drain");
    }
}
