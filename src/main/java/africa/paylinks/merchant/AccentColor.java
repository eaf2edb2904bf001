package africa.paylinks.merchant;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A colour of a merchant's pages, and how well it can be seen on another (WCAG 2.2). The contrast is computed in whole
 * numbers.
 *
 * @param hex as {@code #rrggbb} in lower case; nothing else ever reaches a style sheet
 */
public record AccentColor(String hex) {

    // Before the colours, which it checks.
    private static final Pattern HEX = Pattern.compile("#[0-9a-f]{6}");

    public static final AccentColor WHITE = new AccentColor("#ffffff");
    public static final AccentColor BLACK = new AccentColor("#000000");
    /** The least contrast of a button with its ground (WCAG 2.2, 1.4.11), in hundredths. */
    public static final int MINIMUM = 300;

    /** A luminance of 1. */
    private static final int FULL = 1_000_000;
    private static final int FLARE = FULL / 20;

    public AccentColor {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("A colour must be #rrggbb");
        }
    }

    /** Parses a colour; empty unless it is {@code #rrggbb}. */
    public static Optional<AccentColor> read(String text) {
        return Optional.of(text.toLowerCase(Locale.ROOT)).filter(hex -> HEX.matcher(hex).matches()).map(AccentColor::new);
    }

    /** The contrast with another colour in hundredths: 100 for the same colour, 2100 for black and white. */
    public int contrast(AccentColor other) {
        long lighter = Math.max(luminance(), other.luminance()) + FLARE;
        long darker = Math.min(luminance(), other.luminance()) + FLARE;
        return (int) (lighter * 100 / darker);
    }

    /** Black or white, whichever is better to read on this colour; its contrast is at least 4.5. */
    public AccentColor text() {
        return contrast(WHITE) >= contrast(BLACK) ? WHITE : BLACK;
    }

    /** The closest shade towards another colour that can be seen on a ground. */
    public AccentColor visibleOn(AccentColor ground, AccentColor towards) {
        AccentColor shade = this;
        for (int part = 1; part <= 100 && shade.contrast(ground) < MINIMUM; part++) {
            shade = mixed(towards, part);
        }
        return shade;
    }

    private AccentColor mixed(AccentColor other, int percent) {
        StringBuilder mixed = new StringBuilder("#");
        for (int place = 0; place < 3; place++) {
            int channel = (channel(place) * (100 - percent) + other.channel(place) * percent) / 100;
            mixed.append(String.format(Locale.ROOT, "%02x", channel));
        }
        return new AccentColor(mixed.toString());
    }

    private int channel(int place) {
        return Integer.parseInt(hex, 1 + 2 * place, 3 + 2 * place, 16);
    }

    private long luminance() {
        return (2126L * linear(channel(0)) + 7152L * linear(channel(1)) + 722L * linear(channel(2))) / 10_000;
    }

    /** The linear value of an sRGB channel: {@code ((c/255 + 0.055) / 1.055)^2.4}, whose fifth power is a twelfth power. */
    private static int linear(int channel) {
        if (channel <= 10) {
            return channel * FULL / 255 * 100 / 1292;
        }
        BigInteger numerator = BigInteger.valueOf(1000L * channel + 14_025).pow(12).multiply(BigInteger.valueOf(FULL).pow(5));
        BigInteger denominator = BigInteger.valueOf(269_025).pow(12);
        int low = 0;
        int high = FULL;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (BigInteger.valueOf(middle).pow(5).multiply(denominator).compareTo(numerator) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
