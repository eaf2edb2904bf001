package africa.paylinks.flot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.flot.FlotConfig.Dialect;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.PublicAddress;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlotSignatureTest {

    private static final byte[] MESSAGE = "{\"merchantId\":\"m-1\"}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    @Test
    void opensslVerifiesWhatWentOverTheWire() throws Exception {
        try (FlotFixture fixture = new FlotFixture(new AdjustableClock(SamplePayments.NOW))) {
            LinkCreator.Outcome outcome = fixture.provider(Dialect.DEVELOPERS_PAGE)
                    .createLink(SamplePayments.terms(), new PublicAddress("https://api.example"));
            assertTrue(outcome instanceof LinkCreator.Created, outcome::toString);
            JsonNode wire = fixture.totals().path("lastCreate");
            byte[] sent = Base64.getDecoder().decode(wire.path("body").asText());
            byte[] signature = Base64.getDecoder().decode(wire.path("signature").asText());
            assertTrue(opensslVerifies(sent, signature));
            sent[sent.length - 2] ^= 1;
            assertFalse(opensslVerifies(sent, signature));
        }
    }

    @Test
    void anOpensslSignatureIsAccepted() throws Exception {
        Path key = write("key.pem", FlotFixture.pem(FlotFixture.keyPair()).getBytes(StandardCharsets.US_ASCII));
        Path message = write("message", MESSAGE);
        Path signature = directory.resolve("signature");
        assertEquals(0, openssl("dgst", "-sha512", "-sign", key.toString(), "-sigopt", "rsa_padding_mode:pss", "-sigopt",
                "rsa_pss_saltlen:digest", "-out", signature.toString(), message.toString()));
        assertTrue(verifies(MESSAGE, Files.readAllBytes(signature)));
    }

    @Test
    void aSignatureIsPaddedBase64AndNeverTheSameTwice() throws Exception {
        String first = FlotSignature.sign(MESSAGE, FlotFixture.keyPair().getPrivate());
        String second = FlotSignature.sign(MESSAGE, FlotFixture.keyPair().getPrivate());
        assertEquals(344, first.length());
        assertFalse(first.equals(second));
        assertTrue(verifies(MESSAGE, Base64.getDecoder().decode(first)));
    }

    @Test
    void lineEndsOfEveryKindAreRead() {
        String pem = FlotFixture.pem(FlotFixture.keyPair());
        for (String variant : List.of(pem, pem.replace("\n", "\r\n"), pem.replace("\n", "\\n"), pem.replace("\n", "\\r\\n"),
                "\n  " + pem + "\n")) {
            assertEquals(FlotFixture.keyPair().getPrivate(), FlotSignature.privateKey(variant));
        }
    }

    @Test
    void aPkcs1KeyIsRefusedWithTheWayToConvertIt() throws Exception {
        Path key = write("key.pem", FlotFixture.pem(FlotFixture.keyPair()).getBytes(StandardCharsets.US_ASCII));
        Path pkcs1 = directory.resolve("pkcs1.pem");
        assertEquals(0, openssl("rsa", "-traditional", "-in", key.toString(), "-out", pkcs1.toString()));
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
                () -> FlotSignature.privateKey(Files.readString(pkcs1)));
        assertTrue(refused.getMessage().contains("PKCS#1"));
        assertTrue(refused.getMessage().contains("openssl pkcs8 -topk8 -nocrypt"));
        Path converted = directory.resolve("converted.pem");
        assertEquals(0, openssl("pkcs8", "-topk8", "-nocrypt", "-in", pkcs1.toString(), "-out", converted.toString()));
        assertEquals(FlotFixture.keyPair().getPrivate(), FlotSignature.privateKey(Files.readString(converted)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"not a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "-----BEGIN PRIVATE KEY-----"})
    void anInvalidKeyIsRefusedWithoutShowingIt(String text) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class,
                () -> FlotSignature.privateKey(text));
        assertFalse(refused.getMessage().contains("AAAA"));
    }

    private boolean opensslVerifies(byte[] message, byte[] signature) throws IOException, InterruptedException {
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(FlotFixture.keyPair().getPublic().getEncoded()) + "\n-----END PUBLIC KEY-----\n";
        Path key = write("public.pem", pem.getBytes(StandardCharsets.US_ASCII));
        return openssl("dgst", "-sha512", "-verify", key.toString(), "-sigopt", "rsa_padding_mode:pss", "-sigopt",
                "rsa_pss_saltlen:digest", "-signature", write("signature", signature).toString(),
                write("message", message).toString()) == 0;
    }

    private static boolean verifies(byte[] message, byte[] signature) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance("RSASSA-PSS");
        verifier.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
        verifier.initVerify(FlotFixture.keyPair().getPublic());
        verifier.update(message);
        return verifier.verify(signature);
    }

    private Path write(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }

    private int openssl(String... arguments) throws IOException, InterruptedException {
        return new ProcessBuilder(Stream.concat(Stream.of("openssl"), Stream.of(arguments)).toList())
                .redirectErrorStream(true).redirectOutput(directory.resolve("openssl.log").toFile()).start().waitFor();
    }
}
