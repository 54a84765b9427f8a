package io.confab.server;

import io.netty.handler.ssl.ClientAuth;

/** Whether clients have to show certificates. They log in all the same. */
public enum ClientCertificates {

    /** They are not asked. */
    NONE(ClientAuth.NONE),

    /** They may; a certificate that is not trusted is refused. */
    WANT(ClientAuth.OPTIONAL),

    /** They have to. */
    NEED(ClientAuth.REQUIRE);

    private final ClientAuth clientAuth;

    ClientCertificates(ClientAuth clientAuth) {
        this.clientAuth = clientAuth;
    }

    ClientAuth clientAuth() {
        return clientAuth;
    }
}
