package africa.paylinks.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The example events of {@code events/}, made to speak of payments that exist here, at a time that is now. */
final class ExampleEvents {

    static final Path DIRECTORY = Path.of("events");
    static final Pattern PAYMENT_ID = Pattern.compile("(?:pay|sub)[_-][a-z2-7]{26}|link_[a-z2-7]{12}");

    private static final ObjectMapper JSON = new ObjectMapper();

    private ExampleEvents() {
    }

    /** An example as it is in its file. */
    static JsonNode read(String example) throws IOException {
        return JSON.readTree(DIRECTORY.resolve(example + ".json").toFile());
    }

    /** The same event about another payment. */
    static JsonNode about(String paymentId, JsonNode event) throws IOException {
        if (event.path("isBase64Encoded").asBoolean() && event instanceof ObjectNode encoded) {
            String body = new String(Base64.getDecoder().decode(event.required("body").asText()), StandardCharsets.UTF_8);
            encoded.put("body", Base64.getEncoder().encodeToString(named(paymentId, body).getBytes(StandardCharsets.UTF_8)));
        }
        return JSON.readTree(named(paymentId, event.toString()));
    }

    /** The same text about another payment, in which some providers write a hyphen for the underscore. */
    static String named(String paymentId, String text) {
        return PAYMENT_ID.matcher(text).replaceAll(found -> found.group().contains("_") ? paymentId : paymentId.replace('_', '-'));
    }

    /**
     * Signs an event: a signature that binds the time, or a payment id that is made here, cannot stand in a file.
     *
     * @param signed which headers take time and signature, with which secret and, if not HMAC-SHA256, with which algorithm
     */
    static void sign(ObjectNode event, JsonNode signed) {
        byte[] body = event.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(event.path("body").asText())
                : event.path("body").asText().getBytes(StandardCharsets.UTF_8);
        ObjectNode headers = (ObjectNode) event.required("headers");
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        if (signed.has("timestamp")) {
            String timestamp = String.valueOf(System.currentTimeMillis() / 1000);
            headers.put(signed.required("timestamp").asText(), timestamp);
            message.writeBytes((timestamp + ".").getBytes(StandardCharsets.US_ASCII));
        }
        message.writeBytes(body);
        headers.put(signed.required("signature").asText(), hmac(signed.path("algorithm").asText("HmacSHA256"),
                signed.required("secret").asText(), message.toByteArray()));
    }

    private static String hmac(String algorithm, String secret, byte[] message) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            return HexFormat.of().formatHex(mac.doFinal(message));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
