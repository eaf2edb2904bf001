package africa.paylinks.local.sandbox.flot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;

/**
 * The RSA key pair of a local merchant, generated once per process; 2048 bits long, or as long as {@code -Dpaylinks.local.flot-key-bits} says.
 *
 * <p>The JDK's {@code keytool} makes it in a process of its own: in development this one runs without its optimizing compiler, where the search for
 * primes takes seconds.
 */
final class FlotKeys {

    private static final String ALIAS = "flot";
    private static final char[] PASSWORD = "local-only".toCharArray();
    /** Holds the path of the key store, because every application of a test run loads this class again. */
    private static final String STORE = "paylinks.local.flot-keys";
    private static final String BITS = "paylinks.local.flot-key-bits";
    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private FlotKeys() {
    }

    /** Generates the keys in the background, or returns those generated before. */
    static CompletableFuture<KeyPair> make() {
        return CompletableFuture.supplyAsync(FlotKeys::load, work -> {
            Thread thread = new Thread(work, "local-flot-keys");
            thread.setDaemon(true);
            thread.start();
        });
    }

    /** Encodes a private key as {@code openssl genpkey} does: PKCS#8 in PEM. */
    static String pem(KeyPair keys) {
        return "-----BEGIN PRIVATE KEY-----\n" + BASE64.encodeToString(keys.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----\n";
    }

    private static KeyPair load() {
        try {
            Path file;
            // A literal is one object in the whole process, whoever loaded the class.
            synchronized (STORE) {
                String made = System.getProperty(STORE);
                file = made == null ? generate() : Path.of(made);
                System.setProperty(STORE, file.toString());
            }
            KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
            return new KeyPair(store.getCertificate(ALIAS).getPublicKey(), (PrivateKey) store.getKey(ALIAS, PASSWORD));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path generate() throws IOException {
        Path directory = Files.createTempDirectory("paylinks");
        Path file = directory.resolve("flot.p12");
        directory.toFile().deleteOnExit();
        file.toFile().deleteOnExit();
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", ALIAS,
                "-keyalg", "RSA", "-keysize", System.getProperty(BITS, "2048"), "-dname", "CN=" + ALIAS, "-storetype", "PKCS12", "-keystore", file.toString(),
                "-storepass", new String(PASSWORD)).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), Charset.defaultCharset());
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool: " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while keytool was running", e);
        }
        return file;
    }
}
