package africa.paylinks.merchant;

import africa.paylinks.idempotency.Lease;
import africa.paylinks.idempotency.LeaseStore;
import africa.paylinks.secrets.Secret;
import africa.paylinks.secrets.SecretVault;
import africa.paylinks.secrets.SecretVault.Version;
import africa.paylinks.secrets.SecretWriter;
import africa.paylinks.secrets.SecretsUnavailable;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

/** The data keys for operators' commands: always read from the vault, and replaced by one operator at a time. */
@Singleton
public final class DataKeyRing {

    private static final Duration LEASE = Duration.ofSeconds(75);
    private static final int KEY_BYTES = 32;

    private final SecretVault vault;
    private final SecretWriter writer;
    private final LeaseStore leases;

    public DataKeyRing(SecretVault vault, SecretWriter writer, LeaseStore leases) {
        this.vault = vault;
        this.writer = writer;
        this.leases = leases;
    }

    /**
     * The current keys.
     *
     * @throws SecretsUnavailable when they cannot be read
     */
    DataKeys read() {
        return vault.fetch(DataKeys.SYSTEM, Version.CURRENT).map(DataKeys::new)
                .orElseThrow(() -> new SecretsUnavailable("There is no secret for " + DataKeys.SYSTEM));
    }

    /**
     * The key with that name.
     *
     * @throws SecretsUnavailable when there is none
     */
    Secret key(String name) {
        return read().key(name)
                .orElseThrow(() -> new SecretsUnavailable("The secret for " + DataKeys.SYSTEM + " has no key " + name));
    }

    /**
     * Creates a new current key; earlier keys stay.
     *
     * @return its name
     */
    String renew() {
        // A secret cannot be written conditionally, so only one operator at a time reads and writes it.
        Lease lease = leases.take(DataKeys.SYSTEM, LEASE)
                .orElseThrow(() -> new CommandRefused("Another operator is replacing the data key. Try again in a minute."));
        try {
            DataKeys keys = read();
            int number = 1;
            while (keys.key("k" + number).isPresent()) {
                number++;
            }
            byte[] key = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(key);
            writer.store(DataKeys.SYSTEM, keys.with("k" + number, HexFormat.of().formatHex(key)));
            return "k" + number;
        } finally {
            leases.release(lease);
        }
    }
}
