package io.confab.gateway.classic;

import static java.util.Objects.requireNonNull;

import io.confab.codec.WireFormat;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which number stands for which type. Clients agree on the shape of a frame, not on this. */
public enum ClassicNumbering {

    /** That of the project Confab grew out of; 9 is not used. */
    SEED(1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15),

    /** From 0, without LOGOUT. */
    LAB0(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),

    /** From 1, without LOGOUT. */
    LAB1(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);

    private static final int MOST = 16;

    private final Map<ClassicType, Integer> numbers = new EnumMap<>(ClassicType.class);
    private final @Nullable ClassicType[] types = new @Nullable ClassicType[MOST];
    private final WireFormat format;

    /** @param numbers those of the types, in their order */
    ClassicNumbering(int... numbers) {
        Iterator<ClassicType> inOrder = EnumSet.allOf(ClassicType.class).iterator();
        for (int number : numbers) {
            ClassicType type = inOrder.next();
            this.numbers.put(type, number);
            types[number] = type;
        }
        this.format = new ClassicFormat(this);
    }

    /** The number of a type that this numbering has. */
    int number(ClassicType type) {
        return requireNonNull(numbers.get(type), type.name());
    }

    /** The type of a number, or null if there is none. */
    @Nullable
    ClassicType type(int number) {
        return number < MOST ? types[number] : null;
    }

    /** Whether a session that could not be created is answered {@code NS_ACK} with {@code -1}, and not {@code JN_NAK}. */
    boolean refusesByAck() {
        return this == SEED;
    }

    /** How members whose clients number like this are sent what is said. */
    WireFormat format() {
        return format;
    }
}
