package africa.paylinks.checkout;

import africa.paylinks.http.ApiResponse;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.Map;

/** Draws an address as a QR code (ISO/IEC 18004), as vectors, so that it prints at any size. */
final class QrCode {

    /** The quiet zone that the standard asks for, in modules. */
    private static final int MARGIN = 4;

    private static final Map<String, String> HEADERS = Map.of(
            "content-type", "image/svg+xml; charset=utf-8",
            // The address of a link never changes.
            "cache-control", "public, max-age=86400",
            "content-security-policy", "default-src 'none'",
            "x-content-type-options", "nosniff",
            "x-robots-tag", "noindex");

    private QrCode() {
    }

    /** The code as an HTTP response. */
    static ApiResponse svg(String address) {
        return new ApiResponse(200, HEADERS, image(address));
    }

    /** The code as an SVG element. */
    static String image(String address) {
        ByteMatrix modules = modules(address);
        int size = modules.getWidth() + 2 * MARGIN;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + " " + size + "\" role=\"img\" shape-rendering=\"crispEdges\">"
                + "<title>" + Html.escape(address) + "</title><rect width=\"" + size + "\" height=\"" + size + "\" fill=\"#fff\"/>"
                + "<path d=\"" + path(modules) + "\"/></svg>\n";
    }

    private static ByteMatrix modules(String address) {
        try {
            return Encoder.encode(address, ErrorCorrectionLevel.M).getMatrix();
        } catch (WriterException tooLong) {
            throw new IllegalStateException("This address fits no QR code", tooLong);
        }
    }

    /** One rectangle for each run of dark modules in a row. */
    private static String path(ByteMatrix modules) {
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < modules.getHeight(); y++) {
            int start = -1;
            for (int x = 0; x <= modules.getWidth(); x++) {
                boolean dark = x < modules.getWidth() && modules.get(x, y) == 1;
                if (dark && start < 0) {
                    start = x;
                } else if (!dark && start >= 0) {
                    path.append('M').append(start + MARGIN).append(' ').append(y + MARGIN).append('h').append(x - start)
                            .append("v1h-").append(x - start).append('z');
                    start = -1;
                }
            }
        }
        return path.toString();
    }
}
