package io.confab.codec;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;

/** Has no memory to give. */
final class FullAllocator extends AbstractByteBufAllocator {

    private final OutOfMemoryError refusal;

    FullAllocator(OutOfMemoryError refusal) {
        this.refusal = refusal;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        throw refusal;
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        throw refusal;
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }
}
