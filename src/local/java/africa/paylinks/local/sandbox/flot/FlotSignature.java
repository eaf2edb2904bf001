package africa.paylinks.local.sandbox.flot;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;

/** Checks the signature of a merchant: RSASSA-PSS, SHA-512 twice, 64 bytes of salt, over the raw bytes. */
public final class FlotSignature {

    private static final PSSParameterSpec PARAMETERS = new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1);

    private FlotSignature() {
    }

    /** Returns whether the base64 text of a header signs the bytes. */
    public static boolean verifies(PublicKey key, byte[] bytes, String header) {
        try {
            Signature signature = Signature.getInstance("RSASSA-PSS");
            signature.setParameter(PARAMETERS);
            signature.initVerify(key);
            signature.update(bytes);
            return signature.verify(Base64.getDecoder().decode(header));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
