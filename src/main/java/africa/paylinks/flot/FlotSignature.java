package africa.paylinks.flot;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;

/**
 * Flot's request signature: RSASSA-PSS over the exact bytes sent, with SHA-512, MGF1 with SHA-512 and a salt of 64 bytes
 * (Flot developers page, "RSA_PKCS1_PSS_PADDING, RSA_PSS_SALTLEN_DIGEST").
 */
final class FlotSignature {

    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1);
    private static final String PKCS8 = "PRIVATE KEY-----";
    private static final String BEGIN = "-----BEGIN ";

    private FlotSignature() {
    }

    /** Signs the bytes; returns padded standard base64. */
    static String sign(byte[] message, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(PSS);
            signature.initSign(key);
            signature.update(message);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException unusable) {
            throw new IllegalArgumentException("The private key cannot sign: use an RSA key of 4096 bits.", unusable);
        }
    }

    /**
     * Reads a private key from PEM. Lines may end with LF, CRLF, or a literal {@code \n}, which some secret stores produce.
     *
     * @throws IllegalArgumentException with the fault and its fix; the message never contains the key
     */
    static PrivateKey privateKey(String pem) {
        String text = pem.replace("\\r", "").replace("\\n", "\n").replace("\r", "").trim();
        if (text.startsWith(BEGIN + "RSA " + PKCS8)) {
            throw new IllegalArgumentException("The private key is in PKCS#1 form (BEGIN RSA PRIVATE KEY). Convert it: "
                    + "openssl pkcs8 -topk8 -nocrypt -in key.pem -out private_key.pem");
        }
        if (text.startsWith(BEGIN + "ENCRYPTED " + PKCS8)) {
            throw new IllegalArgumentException("The private key is encrypted. Store it without a passphrase: "
                    + "openssl pkcs8 -topk8 -nocrypt -in key.pem -out private_key.pem");
        }
        if (!text.startsWith(BEGIN + PKCS8) || !text.endsWith("-----END " + PKCS8)) {
            throw new IllegalArgumentException(
                    "The private key is not PEM: it must go from BEGIN PRIVATE KEY to END PRIVATE KEY.");
        }
        String base64 = text.substring((BEGIN + PKCS8).length(), text.length() - ("-----END " + PKCS8).length());
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("The private key is PEM but not an RSA key in PKCS#8 form.");
        }
    }
}
