package io.confab.session;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The names of two sets that are in order, in order and each once. */
final class MergedNames implements Iterator<String> {

    private final Iterator<String> left;
    private final Iterator<String> right;
    private @Nullable String nextLeft;
    private @Nullable String nextRight;

    MergedNames(Iterator<String> left, Iterator<String> right) {
        this.left = left;
        this.right = right;
        nextLeft = step(left);
        nextRight = step(right);
    }

    private static @Nullable String step(Iterator<String> names) {
        return names.hasNext() ? names.next() : null;
    }

    @Override
    public boolean hasNext() {
        return nextLeft != null || nextRight != null;
    }

    @Override
    public String next() {
        String fromLeft = nextLeft;
        String fromRight = nextRight;
        if (fromLeft == null && fromRight == null) {
            throw new NoSuchElementException();
        }
        int order = fromLeft == null ? 1 : fromRight == null ? -1 : fromLeft.compareTo(fromRight);
        if (order <= 0) {
            nextLeft = step(left);
        }
        if (order >= 0) {
            nextRight = step(right);
        }
        return order <= 0 ? requireNonNull(fromLeft) : requireNonNull(fromRight);
    }
}
