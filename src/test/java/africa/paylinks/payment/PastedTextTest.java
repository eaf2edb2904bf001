package africa.paylinks.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PastedTextTest {

    @ParameterizedTest
    @ValueSource(strings = {"\u202d+233 24 123 4567\u202c", "\u2066+233241234567\u2069", "+233\u2011241\u20132345\u22126\uff0d7",
        "+233\u00a024\u2009123\u202f4567\u3000", "\u200b\u200c\u200d\u200e\u200f\ufeff+233241234567", "00233 (24) 123-45.67",
        "\uff0b\uff12\uff13\uff13\uff12\uff14\uff11\uff12\uff13\uff14\uff15\uff16\uff17", "+\u0662\u0663\u0663\u0662\u0664\u0661\u0662\u0663\u0664\u0665\u0666\u0667"})
    void aNumberIsReadThroughWhatPastingPutsAroundIt(String pasted) {
        assertEquals("+233241234567", PastedText.phone(pasted));
    }

    @Test
    void invisibleCharactersGoAndOddSpacesAndHyphensBecomePlainOnes() {
        IntStream.of(0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202d, 0x202c, 0x202e, 0x2060, 0x2064, 0x2066, 0x2067, 0x2068, 0x2069,
                0x180e, 0x061c, 0x00ad, 0xfeff).forEach(point ->
                assertEquals("ab", PastedText.clean(character(point) + "a" + character(point) + "b" + character(point))));
        IntStream.of(0x00a0, 0x1680, 0x2000, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000).forEach(point ->
                assertEquals("a b", PastedText.clean(character(point) + "a" + character(point) + "b" + character(point))));
        IntStream.of(0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xff0d).forEach(point ->
                assertEquals("a-b", PastedText.clean("a" + character(point) + "b")));
    }

    @Test
    void otherTextStaysAsItIs() {
        assertEquals("Zo\u00eb \ud83c\udf9f O'Neill, Jr.", PastedText.clean("Zo\u00eb \ud83c\udf9f O'Neill, Jr."));
        assertEquals("+233241234567;x", PastedText.phone("+233241234567;x"));
    }

    private static String character(int point) {
        return Character.toString(point);
    }
}
