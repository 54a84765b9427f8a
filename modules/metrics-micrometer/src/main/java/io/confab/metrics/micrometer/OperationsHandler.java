package io.confab.metrics.micrometer;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the one request of a connection. One instance for each channel, on its event loop. */
final class OperationsHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    static final String METRICS = "/metrics";

    private static final Logger log = LoggerFactory.getLogger(OperationsHandler.class);

    private static final String PLAIN = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final Map<String, Supplier<CompletionStage<List<String>>>> checks;

    private boolean asked;

    OperationsHandler(PrometheusMeterRegistry registry, Map<String, Supplier<CompletionStage<List<String>>>> checks) {
        this.registry = registry;
        this.checks = checks;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (asked) {
            return; // the connection closes behind the first answer
        }
        asked = true;
        if (request.decoderResult().isFailure()) {
            answer(ctx, HttpResponseStatus.BAD_REQUEST, PLAIN, "request: malformed (expected: GET)\n");
        } else if (!request.method().equals(HttpMethod.GET)) {
            answer(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED, PLAIN, "method: not allowed (expected: GET)\n");
        } else {
            get(ctx, path(request.uri()));
        }
    }

    private static String path(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private void get(ChannelHandlerContext ctx, String path) {
        Supplier<CompletionStage<List<String>>> check = checks.get(path);
        if (path.equals(METRICS)) {
            answer(ctx, HttpResponseStatus.OK, PROMETHEUS, registry.scrape());
        } else if (check == null) {
            answer(ctx, HttpResponseStatus.NOT_FOUND, PLAIN, "path: unknown (expected: /metrics or a check)\n");
        } else {
            ask(check)
                    .whenComplete((problems, failure) -> ctx.executor().execute(() -> answer(ctx, problems, failure)));
        }
    }

    private static CompletionStage<List<String>> ask(Supplier<CompletionStage<List<String>>> check) {
        try {
            return check.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static void answer(
            ChannelHandlerContext ctx, @Nullable List<String> problems, @Nullable Throwable failure) {
        if (problems == null) {
            log.warn("{} a check failed", ctx.channel(), failure);
            answer(ctx, HttpResponseStatus.SERVICE_UNAVAILABLE, PLAIN, "check: failed (expected: an answer)\n");
        } else if (problems.isEmpty()) {
            answer(ctx, HttpResponseStatus.OK, PLAIN, "ok\n");
        } else {
            answer(ctx, HttpResponseStatus.SERVICE_UNAVAILABLE, PLAIN, String.join("\n", problems) + "\n");
        }
    }

    private static void answer(ChannelHandlerContext ctx, HttpResponseStatus status, String type, String text) {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, ByteBufUtil.writeUtf8(ctx.alloc(), text));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, type).set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            response.headers().set(HttpHeaderNames.ALLOW, HttpMethod.GET);
        }
        HttpUtil.setContentLength(response, response.content().readableBytes());
        HttpUtil.setKeepAlive(response, false);
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            log.debug("{} lost: {}", ctx.channel(), cause.toString());
        } else {
            log.warn("{} closed", ctx.channel(), cause);
        }
        ctx.close();
    }
}
