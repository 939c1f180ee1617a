package io.claviger.keys.instance.rules;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a part of the list of instances ended: after this one. Callers get it as text that means nothing to them. */
public record InstanceMark(Instant createdAt, String id) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,18})\\.([0-9a-f-]{1,64})");

    public static InstanceMark of(Instance instance) {
        return new InstanceMark(instance.createdAt(), instance.id());
    }

    /** Empty for what {@link #toString} has not written. */
    public static Optional<InstanceMark> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Instant time = Instant.EPOCH.plus(Long.parseLong(matcher.group(1)), ChronoUnit.MICROS);
            return Optional.of(new InstanceMark(time, matcher.group(2)));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, createdAt) + "." + id;
    }
}
