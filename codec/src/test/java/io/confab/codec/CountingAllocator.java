package io.confab.codec;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;

/** Remembers the largest capacity that a buffer began with or grew to. Its buffers are watched for leaks. */
final class CountingAllocator extends AbstractByteBufAllocator {

    private int largest;

    /** The largest capacity since the last {@link #forget}. */
    int largest() {
        return largest;
    }

    void forget() {
        largest = 0;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        largest = Math.max(largest, initialCapacity);
        return toLeakAwareBuffer(new UnpooledHeapByteBuf(this, initialCapacity, maxCapacity));
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        largest = Math.max(largest, initialCapacity);
        return toLeakAwareBuffer(new UnpooledDirectByteBuf(this, initialCapacity, maxCapacity));
    }

    @Override
    public int calculateNewCapacity(int minNewCapacity, int maxCapacity) {
        int capacity = super.calculateNewCapacity(minNewCapacity, maxCapacity);
        largest = Math.max(largest, capacity);
        return capacity;
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }
}
