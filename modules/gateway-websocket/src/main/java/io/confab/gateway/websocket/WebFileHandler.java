package io.confab.gateway.websocket;

import io.confab.gateway.websocket.WebFiles.WebFile;
import io.confab.handlers.BearerToken;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Answers requests for files, and lets requests for WebSocket pass that come from where they may. Used on the channel's
 * event loop; goes away with the handshake.
 */
final class WebFileHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    /** Everything comes from here, and no text becomes markup or code. */
    private static final Map<String, String> POLICY = Map.of(
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                    + "require-trusted-types-for 'script'",
            "x-content-type-options",
            "nosniff",
            "x-frame-options",
            "DENY",
            "referrer-policy",
            "no-referrer",
            "cross-origin-opener-policy",
            "same-origin",
            "cross-origin-resource-policy",
            "same-origin",
            "permissions-policy",
            "camera=(), microphone=(), geolocation=()");

    private final String webSocketPath;
    private final Origins origins;
    private final Bearer bearer;
    private final WebFiles files;

    WebFileHandler(String webSocketPath, Origins origins, Bearer bearer, WebFiles files) {
        super(false);
        this.webSocketPath = webSocketPath;
        this.origins = origins;
        this.bearer = bearer;
        this.files = files;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        boolean pass = false;
        try {
            pass = admits(ctx, request);
        } finally {
            if (!pass) {
                request.release();
            }
        }
        if (pass) {
            ctx.fireChannelRead(request);
        }
    }

    private boolean admits(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            boolean tooLong = request.decoderResult().cause() instanceof TooLongFrameException;
            refuse(
                    ctx,
                    request,
                    tooLong ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE : HttpResponseStatus.BAD_REQUEST);
            return false;
        }
        String path = path(request.uri());
        if (path.equals(webSocketPath)) {
            return admitsHandshake(ctx, request);
        }
        boolean head = request.method().equals(HttpMethod.HEAD);
        if (!head && !request.method().equals(HttpMethod.GET)) {
            refuse(ctx, request, HttpResponseStatus.METHOD_NOT_ALLOWED);
            return false;
        }
        WebFile file = files.find(path);
        if (file == null) {
            refuse(ctx, request, HttpResponseStatus.NOT_FOUND);
        } else {
            send(ctx, request, file, head);
        }
        return false;
    }

    private boolean admitsHandshake(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (!request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            refuse(ctx, request, HttpResponseStatus.UPGRADE_REQUIRED);
            return false;
        }
        if (!origins.admit(request.headers())) {
            refuse(ctx, request, HttpResponseStatus.FORBIDDEN);
            return false;
        }
        String token = bearer.of(request.headers());
        if (token != null) {
            BearerToken.put(ctx.channel(), token);
        }
        request.setUri(path(request.uri())); // a query says nothing here, and would not match the path
        return true;
    }

    private static String path(String uri) {
        int end = uri.indexOf('?');
        return end < 0 ? uri : uri.substring(0, end);
    }

    private static void send(ChannelHandlerContext ctx, FullHttpRequest request, WebFile file, boolean head) {
        HttpHeaders asked = request.headers();
        boolean known = file.tag().equals(asked.get(HttpHeaderNames.IF_NONE_MATCH));
        byte[] gzipped = file.gzipped();
        boolean gzip =
                gzipped != null && asked.containsValue(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.GZIP, true);
        byte[] body = gzip && gzipped != null ? gzipped : file.plain();
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                known ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.OK,
                known || head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.ETAG, file.tag())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE)
                .set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        if (!known) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, file.type()).set(HttpHeaderNames.CONTENT_LENGTH, body.length);
            if (gzip) {
                headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
            }
        }
        finish(ctx, request, response);
    }

    private static void refuse(ChannelHandlerContext ctx, FullHttpRequest request, HttpResponseStatus status) {
        byte[] body = (status + "\n").getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            response.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        } else if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        finish(ctx, request, response);
    }

    private static void finish(ChannelHandlerContext ctx, FullHttpRequest request, FullHttpResponse response) {
        POLICY.forEach(response.headers()::set);
        boolean keep = HttpUtil.isKeepAlive(request) && HttpUtil.isKeepAlive(response);
        HttpUtil.setKeepAlive(response, keep);
        var written = ctx.writeAndFlush(response);
        if (!keep) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }
}
