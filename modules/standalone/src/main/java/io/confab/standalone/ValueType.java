package io.confab.standalone;

import static java.util.Objects.requireNonNull;

import io.confab.handlers.limits.AddressPrefix;
import io.confab.handlers.limits.Rate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the text of a setting is read.
 *
 * @param expected what a text has to be, in words that follow "expected:"
 * @param reader   the value a text stands for; empty if it stands for none
 */
record ValueType<T>(String expected, Function<String, Optional<T>> reader) {

    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,10})\\s*([a-zA-Z]*)");
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~/-]+");
    private static final Map<String, Long> BYTES =
            Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
    private static final Map<String, Long> MILLISECONDS =
            Map.of("ms", 1L, "s", 1_000L, "min", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    /** @throws IllegalArgumentException if the text stands for no value; its message is {@code name: text (expected: …)} */
    T read(String name, String text) {
        return reader.apply(text)
                .orElseThrow(() -> new IllegalArgumentException(name + ": " + text + " (expected: " + expected + ")"));
    }

    /** Any text but none at all. */
    static ValueType<String> text(String expected) {
        return new ValueType<>(expected, text -> text.isEmpty() ? Optional.empty() : Optional.of(text));
    }

    /** A path of a URL. */
    static ValueType<String> path() {
        return new ValueType<>(
                "a path such as /ws", text -> PATH.matcher(text).matches() ? Optional.of(text) : Optional.empty());
    }

    /** What is there, or {@code none}. */
    static <T> ValueType<Optional<T>> orNone(ValueType<T> type) {
        return new ValueType<>(type.expected() + ", or none", text -> {
            boolean none = text.equals("none");
            Optional<T> value = none ? Optional.empty() : type.reader().apply(text);
            return none || value.isPresent() ? Optional.of(value) : Optional.empty();
        });
    }

    static ValueType<Boolean> yesOrNo() {
        return new ValueType<>(
                "yes or no",
                text -> Optional.ofNullable(Map.of("yes", true, "no", false).get(text)));
    }

    static ValueType<Integer> wholeNumber(int min, int max) {
        return new ValueType<>(
                "a whole number from " + min + " to " + max,
                text -> quantity(text, Map.of("", 1L))
                        .filter(number -> number >= min && number <= max)
                        .map(Long::intValue));
    }

    /** A number of bytes, also with a unit: {@code 65536}, {@code 64 KiB}, {@code 4 MiB}. */
    static ValueType<Integer> bytes(int min, int max) {
        return new ValueType<>(
                "bytes, such as 65536, 64 KiB or 4 MiB, from " + bytes(min) + " to " + bytes(max),
                text -> quantity(text, BYTES)
                        .filter(number -> number >= min && number <= max)
                        .map(Long::intValue));
    }

    /** A number of bytes that may be very large: {@code 500 MiB}, {@code 2 GiB}. */
    static ValueType<Long> manyBytes() {
        return new ValueType<>("bytes, such as 500 MiB or 2 GiB", text -> quantity(text, BYTES));
    }

    static ValueType<Long> largeNumber() {
        return new ValueType<>("a whole number", text -> quantity(text, Map.of("", 1L)));
    }

    /** A time that may be very long: {@code 12 h}, {@code 30 d}; also 0. */
    static ValueType<Duration> longDuration() {
        return new ValueType<>(
                "a time such as 12 h or 30 d, or 0",
                text -> text.equals("0")
                        ? Optional.of(Duration.ZERO)
                        : quantity(text, MILLISECONDS).map(Duration::ofMillis));
    }

    /** A time with its unit: {@code 100 ms}, {@code 10 s}, {@code 2 min}. */
    static ValueType<Duration> duration(Duration min, Duration max) {
        return new ValueType<>(
                "a time such as 100 ms, 10 s or 2 min, from " + time(min) + " to " + time(max),
                text -> quantity(text, MILLISECONDS)
                        .map(Duration::ofMillis)
                        .filter(time -> time.compareTo(min) >= 0 && time.compareTo(max) <= 0));
    }

    /** Networks and single addresses, such as {@code 10.0.0.0/8, ::1}; {@code none} for an empty list. */
    static ValueType<List<AddressPrefix>> networks() {
        return new ValueType<>("networks such as 10.0.0.0/8, 192.0.2.7, ::1, or none", text -> {
            if (text.equals("none")) {
                return Optional.of(List.of());
            }
            try {
                return Optional.of(Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .map(AddressPrefix::parse)
                        .toList());
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        });
    }

    /** How much each second, and how much at once: {@code 20, 200}; also {@code 0} for any. With units of bytes. */
    static ValueType<Rate> rate() {
        return new ValueType<>(
                "how much each second and how much at once, such as 20, 200 or 1 MiB, 4 MiB; or 0", text -> {
                    if (text.equals("0")) {
                        return Optional.of(Rate.UNLIMITED);
                    }
                    String[] parts = text.split(",", -1);
                    if (parts.length != 2) {
                        return Optional.empty();
                    }
                    Optional<Long> burst = quantity(parts[1].strip(), BYTES).filter(number -> number > 0);
                    return quantity(parts[0].strip(), BYTES)
                            .filter(number -> number > 0)
                            .flatMap(perSecond -> burst.map(most -> new Rate(perSecond, most)));
                });
    }

    /** The constants of an enum in lower case with hyphens: {@code take-over}. */
    static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        E[] constants = requireNonNull(type.getEnumConstants(), "constants");
        String names = Arrays.stream(constants).map(ValueType::spelled).collect(Collectors.joining(", "));
        return new ValueType<>(
                "one of " + names,
                text -> Arrays.stream(constants)
                        .filter(constant -> spelled(constant).equals(text.replace('_', '-')))
                        .findFirst());
    }

    private static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<Long> quantity(String text, Map<String, Long> units) {
        Matcher matcher = QUANTITY.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(units.get(matcher.group(2))).map(unit -> Long.parseLong(matcher.group(1)) * unit);
    }

    private static String bytes(int number) {
        if (number >= 1 << 20 && number % (1 << 20) == 0) {
            return (number >> 20) + " MiB";
        }
        return number >= 1 << 10 && number % (1 << 10) == 0 ? (number >> 10) + " KiB" : Integer.toString(number);
    }

    private static String time(Duration time) {
        if (time.toMillis() % 60_000 == 0 && !time.isZero()) {
            return time.toMinutes() + " min";
        }
        return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
