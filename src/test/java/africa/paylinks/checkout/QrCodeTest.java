package africa.paylinks.checkout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QrCodeTest {

    private static final int SCALE = 4;
    private static final Pattern RUN = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-(\\d+)z");

    @ParameterizedTest
    @ValueSource(strings = {"https://pay.example/l/k7qm2vxt4dza", "http://localhost:8080/l/aaaaaaaaaaaa",
        "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod/pay/pay_2b4d6f7h2j4k6m7n2p4q6r7s2t?lang=ar"})
    void aPhoneReadsTheAddressFromTheDrawing(String address) throws Exception {
        String svg = QrCode.image(address);
        int size = Integer.parseInt(svg.replaceAll("(?s).*viewBox=\"0 0 (\\d+) .*", "$1"));
        int width = size * SCALE;
        int[] pixels = new int[width * width];
        Arrays.fill(pixels, 0xffffff);
        Matcher runs = RUN.matcher(svg);
        int count = 0;
        while (runs.find()) {
            count++;
            fill(pixels, width, Integer.parseInt(runs.group(1)), Integer.parseInt(runs.group(2)), Integer.parseInt(runs.group(3)));
            assertEquals(runs.group(3), runs.group(4));
        }
        assertTrue(count > 50, svg);
        BinaryBitmap drawing = new BinaryBitmap(new GlobalHistogramBinarizer(new RGBLuminanceSource(width, width, pixels)));
        var read = new QRCodeReader().decode(drawing, Map.of(DecodeHintType.PURE_BARCODE, true));
        assertEquals(address, read.getText());
        assertEquals(BarcodeFormat.QR_CODE, read.getBarcodeFormat());
    }

    private static void fill(int[] pixels, int width, int x, int y, int run) {
        for (int row = y * SCALE; row < (y + 1) * SCALE; row++) {
            Arrays.fill(pixels, row * width + x * SCALE, row * width + (x + run) * SCALE, 0);
        }
    }
}
