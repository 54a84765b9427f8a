import io.confab.api.AuditListener;
import io.confab.api.Authenticator;
import io.confab.api.Authorizer;
import io.confab.api.BanStore;
import io.confab.api.MessageFilter;
import io.confab.api.MessageLog;
import io.confab.api.SessionListener;
import io.confab.handlers.CommandPlugin;
import io.confab.handlers.Gateway;

/** What an application imports to embed a Confab server. */
module io.confab.server {
    requires transitive io.confab.handlers;
    requires io.netty.codec.haproxy;
    requires io.netty.handler;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires io.netty.transport.unix.common;
    requires jdk.net;
    requires org.slf4j;
    requires transitive static org.jspecify;

    exports io.confab.server;

    uses AuditListener;
    uses Authenticator;
    uses Authorizer;
    uses BanStore;
    uses MessageFilter;
    uses MessageLog;
    uses SessionListener;
    uses CommandPlugin;
    uses Gateway;
}
