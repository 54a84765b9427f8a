package io.confab.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class AdminSocketTest {

    private static final AdminMessages.Request PING = AdminMessages.Request.of("ping", List.of("a", "b c"));

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void namesTheSocket() {
        path = folder.resolve("admin.sock");
    }

    @Test
    void answersWhatItIsAsked() throws Exception {
        try (AdminSocket socket = open()) {
            assertThat(new AdminClient(socket.path()).ask(PING).lines()).containsExactly("ping [a, b c]");
        }
    }

    @Test
    void isForItsOwnerOnlyAndGoneWhenItIsClosed() throws Exception {
        AdminSocket socket = open();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(folder.resolve(".admin")).doesNotExist();
        socket.close();
        assertThat(path).doesNotExist();
    }

    @Test
    void saysThatNoServerRuns() {
        assertThatThrownBy(() -> new AdminClient(path).ask(PING))
                .hasMessage(path + ": no server (expected: one that is running)")
                .extracting(e -> ((StartException) e).exitCode())
                .isEqualTo(ExitCode.NOT_RUNNING);
    }

    @Test
    void takesThePlaceOfWhatAKilledServerLeft() throws Exception {
        leaveBehind();
        assertThatThrownBy(() -> new AdminClient(path).ask(PING))
                .extracting(e -> ((StartException) e).exitCode())
                .isEqualTo(ExitCode.NOT_RUNNING);
        try (AdminSocket socket = open()) {
            assertThat(new AdminClient(socket.path()).ask(PING).lines()).isNotEmpty();
        }
    }

    private void leaveBehind() throws IOException {
        ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        left.bind(UnixDomainSocketAddress.of(path));
        left.close();
        assertThat(path).exists();
    }

    @Test
    void leavesARunningServerItsOwn() throws Exception {
        try (AdminSocket first = open()) {
            assertThatThrownBy(this::open).hasMessageContaining("of another server that is running");
            assertThat(new AdminClient(first.path()).ask(PING).lines()).isNotEmpty();
        }
    }

    @Test
    void leavesAFileThatIsNoSocketAlone() throws Exception {
        Files.writeString(path, "precious");
        assertThatThrownBy(this::open).hasMessage(path + ": there already (expected: nothing, or a socket)");
        assertThat(path).hasContent("precious");
    }

    @Test
    void isNotOpenedWhereAnybodyCanWrite() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(this::open).hasMessageContaining("anybody can write");
    }

    @Test
    void servesOthersWhileOneSaysNothing() throws Exception {
        try (AdminSocket socket = open();
                SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            assertThat(new AdminClient(socket.path()).ask(PING).lines()).isNotEmpty();
            assertThat(silent.isOpen()).isTrue();
        }
    }

    @Test
    void refusesWhatItDoesNotUnderstand() throws Exception {
        try (AdminSocket socket = open()) {
            assertThat(answer(socket, "hello\n")).contains("\"error\":\"line: ");
            assertThat(answer(socket, "[]\n")).contains("no JSON object (expected: one)");
            assertThat(answer(socket, "{\"command\":\"ping\",\"words\":[]}\n")).contains("version: 0 (expected: 1)");
            assertThat(answer(socket, "{\"version\":1,\"words\":[]}\n")).contains("without a command");
            assertThat(answer(socket, "{\"version\":1,\"command\":\"ping\",\"words\":[],\"later\":1}\n"))
                    .contains("ping []");
            assertThat(answer(socket, "x".repeat(AdminMessages.MAX_REQUEST_BYTES)))
                    .contains("longer than 65536 bytes");
            assertThat(answer(socket, "{\"version\":1,\"command\":\"fail\",\"words\":[]}\n"))
                    .contains("failed (expected: an answer; the log has more)");
        }
    }

    private static String answer(AdminSocket socket, String line) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket.path()))) {
            AdminLines.write(channel, line.getBytes(UTF_8));
            return new String(AdminLines.read(channel, 1 << 20), UTF_8);
        }
    }

    private AdminSocket open() throws IOException {
        return AdminSocket.open(path, request -> {
            if (request.command().equals("fail")) {
                throw new IllegalStateException("broken on purpose");
            }
            return AdminMessages.Reply.of(List.of(request.command() + " " + request.words()));
        });
    }
}
