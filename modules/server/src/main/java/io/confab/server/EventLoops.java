package io.confab.server;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.RejectedExecutionHandlers;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/**
 * Event loops that look at their sockets again after some milliseconds of tasks. Netty's look after a second, and a task is
 * what each new connection comes as: a few thousand at once could keep all others waiting for as long.
 */
final class EventLoops extends MultiThreadIoEventLoopGroup {

    /** A look costs microseconds. Netty asks for the time after each 64 tasks only. */
    private static final long MOST_TASK_MILLIS = 5;

    EventLoops(int threads, ThreadFactory factory, IoHandlerFactory sockets) {
        super(threads, factory, sockets);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory sockets, Object... nothing) {
        return new SingleThreadIoEventLoop(
                this, executor, sockets, Integer.MAX_VALUE, RejectedExecutionHandlers.reject(), MOST_TASK_MILLIS);
    }
}
