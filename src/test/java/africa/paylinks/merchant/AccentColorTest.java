package africa.paylinks.merchant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccentColorTest {

    private static final AccentColor DARK = new AccentColor("#1b1e21");

    @ParameterizedTest
    @CsvSource({"#000000, #ffffff, 2100", "#777777, #ffffff, 447", "#0a5c46, #ffffff, 798", "#ff0000, #ffffff, 399", "#ffe600, #ffffff, 127",
        "#123456, #123456, 100", "#0b0b0b, #000000, 106"})
    void contrastIsThatOfTheGuidelines(String one, String other, int hundredths) {
        int contrast = new AccentColor(one).contrast(new AccentColor(other));
        assertTrue(Math.abs(contrast - hundredths) <= 1, one + " on " + other + ": " + contrast);
        assertEquals(contrast, new AccentColor(other).contrast(new AccentColor(one)));
    }

    @Test
    void contrastOfAnyColoursIsThatOfTheFormula() {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            int first = random.nextInt(0x1000000);
            int second = random.nextInt(0x1000000);
            double expected = (Math.max(luminance(first), luminance(second)) + 0.05) / (Math.min(luminance(first), luminance(second)) + 0.05);
            int contrast = color(first).contrast(color(second));
            assertTrue(Math.abs(contrast - expected * 100) < 1.01, color(first) + " on " + color(second) + ": " + contrast + " and " + expected);
        }
    }

    @Test
    void textIsReadableOnEveryColour() {
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            AccentColor color = color(random.nextInt(0x1000000));
            assertTrue(color.contrast(color.text()) >= 450, color.toString());
            for (AccentColor shade : new AccentColor[] {color.visibleOn(AccentColor.WHITE, AccentColor.BLACK)}) {
                assertTrue(shade.contrast(AccentColor.WHITE) >= AccentColor.MINIMUM, color.toString());
            }
            assertTrue(color.visibleOn(DARK, AccentColor.WHITE).contrast(DARK) >= AccentColor.MINIMUM, color.toString());
        }
    }

    @Test
    void aColourThatCanBeSeenStays() {
        AccentColor green = new AccentColor("#0a5c46");
        assertEquals(green, green.visibleOn(AccentColor.WHITE, AccentColor.BLACK));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "red", "#fff", "#12345g", "#1234567", "123456", "#123456;}body{", "#\u0661\u0662\u0663456", " #123456"})
    void nothingElseIsAColour(String text) {
        assertEquals(Optional.empty(), AccentColor.read(text));
        assertThrows(IllegalArgumentException.class, () -> new AccentColor(text));
    }

    private static AccentColor color(int rgb) {
        return new AccentColor(String.format("#%06x", rgb));
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
    }

    private static double linear(int channel) {
        double part = channel / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }
}
