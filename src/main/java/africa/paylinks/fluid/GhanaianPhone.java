package africa.paylinks.fluid;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Phone numbers as FLUID takes them, {@code +233241234567}, from the ways in which people in Ghana write them. */
final class GhanaianPhone {

    private static final Pattern WRITTEN = Pattern.compile("(?:\\+233|00233|233|0)([0-9]{9})");

    private GhanaianPhone() {
    }

    /** The number with country code; empty when it is not one of Ghana. */
    static Optional<String> read(String written) {
        Matcher number = WRITTEN.matcher(written.replaceAll("[ ().-]", ""));
        return number.matches() ? Optional.of("+233" + number.group(1)) : Optional.empty();
    }
}
