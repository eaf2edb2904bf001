package africa.paylinks.merchant;

import africa.paylinks.crypto.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A merchant's logo. Its type comes from its first bytes, never from a name or a header. SVG is refused, because it can
 * contain scripts and references.
 *
 * @param type  the media type
 * @param bytes at most {@value #MAX_BYTES}
 */
public record LogoImage(String type, byte[] bytes) {

    /** The maximum size in bytes. */
    public static final int MAX_BYTES = 32 * 1024;
    /** The maximum width and height in pixels, so that a small file does not fill a customer's memory. */
    static final int MAX_SIDE = 2048;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    public LogoImage {
        bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The bytes for a response of API Gateway. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** The id in its URL: another content has another id, and so has another merchant's logo with the same content. */
    public String id(String merchant) {
        return Sha256.hex(merchant + "\n" + base64());
    }

    /**
     * Checks an image.
     *
     * @throws CommandRefused if it is too large, or not a PNG, JPEG or WebP
     */
    static LogoImage read(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new CommandRefused("A logo has at most " + MAX_BYTES + " bytes; this one has " + bytes.length + ".");
        }
        Size size = size(bytes);
        if (size == null) {
            throw new CommandRefused("A logo must be a PNG, JPEG or WebP image. SVG is not accepted, because it can contain scripts.");
        }
        if (size.width < 1 || size.height < 1 || size.width > MAX_SIDE || size.height > MAX_SIDE) {
            throw new CommandRefused("A logo has at most " + MAX_SIDE + " pixels on each side; this one has " + size.width + " by " + size.height + ".");
        }
        return new LogoImage(size.type, bytes);
    }

    private record Size(String type, int width, int height) {
    }

    private static Size size(byte[] bytes) {
        if (startsWith(bytes, PNG) && bytes.length >= 33 && text(bytes, 12, 4).equals("IHDR")) {
            return new Size("image/png", bigEndian(bytes, 16, 4), bigEndian(bytes, 20, 4));
        }
        if (bytes.length >= 30 && text(bytes, 0, 4).equals("RIFF") && text(bytes, 8, 4).equals("WEBP")) {
            return webp(bytes);
        }
        return bytes.length >= 4 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xd8 && (bytes[2] & 0xff) == 0xff ? jpeg(bytes) : null;
    }

    private static Size webp(byte[] bytes) {
        return switch (text(bytes, 12, 4)) {
            case "VP8 " -> new Size("image/webp", littleEndian(bytes, 26, 2) & 0x3fff, littleEndian(bytes, 28, 2) & 0x3fff);
            case "VP8L" -> new Size("image/webp", (littleEndian(bytes, 21, 4) & 0x3fff) + 1, (littleEndian(bytes, 21, 4) >> 14 & 0x3fff) + 1);
            case "VP8X" -> new Size("image/webp", littleEndian(bytes, 24, 3) + 1, littleEndian(bytes, 27, 3) + 1);
            default -> null;
        };
    }

    /** Walks a JPEG's segments to its frame header. */
    private static Size jpeg(byte[] bytes) {
        int at = 2;
        while (at + 9 <= bytes.length && (bytes[at] & 0xff) == 0xff) {
            int marker = bytes[at + 1] & 0xff;
            boolean frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
            if (frame) {
                return new Size("image/jpeg", bigEndian(bytes, at + 7, 2), bigEndian(bytes, at + 5, 2));
            }
            at += marker == 0xff ? 1 : 2 + Math.max(2, bigEndian(bytes, at + 2, 2));
        }
        return null;
    }

    private static boolean startsWith(byte[] bytes, byte[] beginning) {
        return bytes.length >= beginning.length && Arrays.equals(bytes, 0, beginning.length, beginning, 0, beginning.length);
    }

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }

    private static int bigEndian(byte[] bytes, int from, int length) {
        int number = 0;
        for (int place = from; place < from + length; place++) {
            number = number << 8 | bytes[place] & 0xff;
        }
        return number;
    }

    private static int littleEndian(byte[] bytes, int from, int length) {
        int number = 0;
        for (int place = from + length - 1; place >= from; place--) {
            number = number << 8 | bytes[place] & 0xff;
        }
        return number;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogoImage image && type.equals(image.type) && Arrays.equals(bytes, image.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "LogoImage[type=" + type + ", bytes=" + bytes.length + "]";
    }
}
