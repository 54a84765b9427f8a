package io.confab.server;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import org.jspecify.annotations.Nullable;

/** How the server talks to the operating system. */
public enum Transport {

    /** Epoll where it is available, NIO elsewhere. */
    AUTO {
        @Override
        Transport resolve() {
            return Epoll.isAvailable() ? EPOLL : NIO;
        }

        @Override
        @Nullable
        Throwable unavailability() {
            return null;
        }

        @Override
        IoHandlerFactory ioHandlerFactory() {
            return resolve().ioHandlerFactory();
        }

        @Override
        Class<? extends ServerChannel> serverChannel() {
            return resolve().serverChannel();
        }
    },

    /** Linux's io_uring; needs Netty's native library for it. */
    IO_URING {
        @Override
        @Nullable
        Throwable unavailability() {
            return IoUring.unavailabilityCause();
        }

        @Override
        IoHandlerFactory ioHandlerFactory() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> serverChannel() {
            return IoUringServerSocketChannel.class;
        }
    },

    /** Linux's epoll; needs Netty's native library for it. */
    EPOLL {
        @Override
        @Nullable
        Throwable unavailability() {
            return Epoll.unavailabilityCause();
        }

        @Override
        IoHandlerFactory ioHandlerFactory() {
            return EpollIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> serverChannel() {
            return EpollServerSocketChannel.class;
        }
    },

    /** The JDK's own; works everywhere. */
    NIO {
        @Override
        @Nullable
        Throwable unavailability() {
            return null;
        }

        @Override
        IoHandlerFactory ioHandlerFactory() {
            return NioIoHandler.newFactory();
        }

        @Override
        Class<? extends ServerChannel> serverChannel() {
            return NioServerSocketChannel.class;
        }
    };

    /** The transport that is really used. */
    Transport resolve() {
        return this;
    }

    /** Why this transport does not work here, or null if it does. */
    abstract @Nullable Throwable unavailability();

    abstract IoHandlerFactory ioHandlerFactory();

    abstract Class<? extends ServerChannel> serverChannel();
}
