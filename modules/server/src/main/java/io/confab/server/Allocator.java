package io.confab.server;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;

/** Where the memory of buffers comes from. */
public enum Allocator {

    /** Netty's pool, shared with everything else in this JVM that uses it. */
    POOLED {
        @Override
        ByteBufAllocator create() {
            return PooledByteBufAllocator.DEFAULT;
        }
    },

    /** Netty's adaptive pool, one for each server. */
    ADAPTIVE {
        @Override
        ByteBufAllocator create() {
            return new AdaptiveByteBufAllocator();
        }
    },

    /** No pool: slow, but every byte is given back at once. */
    UNPOOLED {
        @Override
        ByteBufAllocator create() {
            return UnpooledByteBufAllocator.DEFAULT;
        }
    };

    abstract ByteBufAllocator create();

    /** How many bytes of buffers are in use outside of the heap. */
    static long usedBytes(ByteBufAllocator allocator) {
        if (allocator instanceof PooledByteBufAllocator pooled) {
            return pooled.pinnedDirectMemory(); // the rest of the pool is there to be used
        }
        return allocator instanceof ByteBufAllocatorMetricProvider provider
                ? provider.metric().usedDirectMemory()
                : 0;
    }
}
