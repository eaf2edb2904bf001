package africa.paylinks.merchant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogoImageTest {

    @Test
    void theTypeIsThatOfTheContent() {
        assertEquals("image/png", LogoImage.read(SampleLogos.image("png", 120, 40)).type());
        assertEquals("image/jpeg", LogoImage.read(SampleLogos.image("jpg", 120, 40)).type());
        assertEquals("image/webp", LogoImage.read(SampleLogos.WEBP).type());
        assertEquals("image/webp", LogoImage.read(SampleLogos.WEBP_LOSSLESS).type());
        assertArrayEquals(SampleLogos.WEBP, LogoImage.read(SampleLogos.WEBP).bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "<?xml version='1.0'?><svg/>", "<html>", "", "\u0089PNG",
        "GIF89a", "RIFF....WEBPVP8Q................"})
    void nothingElseIsALogo(String content) {
        assertRefused("must be a PNG, JPEG or WebP", content.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void anAnimatedFormatIsNoLogo() {
        assertRefused("must be a PNG, JPEG or WebP", SampleLogos.image("gif", 10, 10));
    }

    @Test
    void aLargeFileIsRefused() {
        byte[] image = SampleLogos.image("png", 10, 10);
        assertEquals(LogoImage.MAX_BYTES, LogoImage.read(Arrays.copyOf(image, LogoImage.MAX_BYTES)).bytes().length);
        assertRefused("at most 32768 bytes", Arrays.copyOf(image, LogoImage.MAX_BYTES + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg"})
    void aSmallFileOfManyPixelsIsRefused(String format) {
        LogoImage.read(SampleLogos.image(format, LogoImage.MAX_SIDE, 8));
        assertRefused("at most 2048 pixels", SampleLogos.image(format, LogoImage.MAX_SIDE + 1, 8));
        assertRefused("at most 2048 pixels", SampleLogos.image(format, 8, LogoImage.MAX_SIDE + 1));
    }

    @Test
    void damagedImagesAreRefusedAndNeverFail() {
        Random random = new Random(5);
        for (byte[] image : new byte[][] {SampleLogos.image("png", 20, 20), SampleLogos.image("jpg", 20, 20), SampleLogos.WEBP, SampleLogos.WEBP_LOSSLESS}) {
            for (int i = 0; i < 300; i++) {
                byte[] damaged = Arrays.copyOf(image, random.nextInt(image.length));
                if (damaged.length > 0) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                try {
                    assertTrue(LogoImage.read(damaged).type().startsWith("image/"));
                } catch (CommandRefused refused) {
                    assertTrue(refused.getMessage().startsWith("A logo "), refused.getMessage());
                }
            }
        }
    }

    @Test
    void eachMerchantsLogoHasAnIdOfItsOwn() {
        LogoImage logo = LogoImage.read(SampleLogos.WEBP);
        assertEquals(logo.id("shop"), LogoImage.read(SampleLogos.WEBP).id("shop"));
        assertNotEquals(logo.id("shop"), logo.id("other"));
        assertNotEquals(logo.id("shop"), LogoImage.read(SampleLogos.WEBP_LOSSLESS).id("shop"));
    }

    private static void assertRefused(String why, byte[] bytes) {
        String message = assertThrows(CommandRefused.class, () -> LogoImage.read(bytes)).getMessage();
        assertTrue(message.contains(why), message);
    }
}
