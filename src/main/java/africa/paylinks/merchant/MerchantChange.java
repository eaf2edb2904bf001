package africa.paylinks.merchant;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.merchant.EndpointSettings.SigningSecret;
import africa.paylinks.merchant.ManagementRequest.Imported;
import africa.paylinks.merchant.ManagementRequest.ImportedEndpoint;
import africa.paylinks.merchant.ManagementRequest.ImportedKey;
import africa.paylinks.payment.CodePoints;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Applies a command to a merchant in memory, before it is stored. */
final class MerchantChange {

    private static final Set<String> SCOPES = Set.of("read", "write");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final int MIN_ID_LENGTH = 8;
    private static final int MAX_KEYS = 50;
    private static final int MAX_SECRETS = 10;
    private static final int MAX_NAME_LENGTH = 100;
    private static final int MAX_URL_LENGTH = 2000;
    private static final int KEY_BYTES = 32;

    private final Supplier<DataKeys> keys;
    private final EndpointRules rules;
    private final Instant now;
    private final SecureRandom random;
    private MerchantProfile merchant;

    MerchantChange(MerchantProfile merchant, Supplier<DataKeys> keys, EndpointRules rules, Instant now, SecureRandom random) {
        this.merchant = merchant;
        this.keys = keys;
        this.rules = rules;
        this.now = now;
        this.random = random;
    }

    /** The changed merchant. */
    MerchantProfile after() {
        return merchant;
    }

    ManagementAnswer addKey(List<String> wanted, String name) {
        List<String> scopes = wanted == null ? List.copyOf(SCOPES) : wanted;
        Set<String> distinct = new TreeSet<>(scopes);
        if (distinct.isEmpty() || !SCOPES.containsAll(distinct) || distinct.size() != scopes.size()) {
            throw new CommandRefused("Scopes must be read, write, or read,write.");
        }
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        String text = "plk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        ApiKey key = new ApiKey(Sha256.hex(text), distinct, keyName(name), now);
        add(List.of(key));
        return ManagementAnswer.created(text, "Key " + key.id() + " of '" + merchant.name()
                + "'. It works immediately, is shown only once and stored as a hash:");
    }

    ManagementAnswer removeKey(String id) {
        List<ApiKey> remaining = merchant.keys().stream().filter(key -> !key.sha256().startsWith(id.toLowerCase(Locale.ROOT))).toList();
        if (remaining.size() != merchant.keys().size() - 1 || id.length() < MIN_ID_LENGTH) {
            throw new CommandRefused("'" + merchant.name() + "' has no such key; use the id that 'list' shows.");
        }
        merchant = merchant.with(remaining);
        return ManagementAnswer.done("Removed. It stops working within AuthorizerCacheSeconds plus half a minute:"
                + " API Gateway and the authorizer cache it.");
    }

    ManagementAnswer setEndpoint(String url) {
        requireCallable(url);
        String hash = Sha256.hex(url);
        EncryptedText sealed = seal(EndpointCipher.urlOf(merchant.name()), url);
        EndpointSettings next = merchant.endpoint().map(endpoint -> endpoint.at(sealed, hash))
                .orElseGet(() -> new EndpointSettings(sealed, hash, Optional.empty(), List.of()));
        merchant = merchant.with(Optional.of(next));
        return next.secrets().isEmpty() ? ManagementAnswer.done("Run add-secret next: without a secret, no webhooks are sent.")
                : ManagementAnswer.done();
    }

    ManagementAnswer removeEndpoint() {
        endpoint();
        merchant = merchant.with(Optional.empty());
        return ManagementAnswer.done();
    }

    ManagementAnswer switchEndpoint(boolean on) {
        EndpointSettings endpoint = endpoint();
        if (endpoint.offSince().isEmpty() != on) {
            merchant = merchant.with(Optional.of(endpoint.off(on ? Optional.empty() : Optional.of(now))));
        }
        return ManagementAnswer.done(on ? "On: events from now on are sent." : "Off: events are not sent, and not sent later either.");
    }

    /** @param kept how many of the existing secrets stay, newest first */
    ManagementAnswer newSecret(int kept) {
        EndpointSettings endpoint = endpoint();
        String text = SigningSecrets.create(random);
        List<SigningSecret> secrets = new ArrayList<>(List.of(signing(text, later(endpoint))));
        secrets.addAll(endpoint.secrets().subList(0, Math.min(kept, endpoint.secrets().size())));
        requireWithinLimit(secrets);
        merchant = merchant.with(Optional.of(endpoint.with(secrets)));
        return ManagementAnswer.created(text, "Secret " + SigningSecrets.id(text) + " of '" + merchant.name()
                + "'; webhooks are now signed with " + secrets.size() + ". It is shown only once:");
    }

    ManagementAnswer removeSecret(String id) {
        EndpointSettings endpoint = endpoint();
        List<SigningSecret> remaining = endpoint.secrets().stream().filter(secret -> !secret.id().equals(id.toLowerCase(Locale.ROOT))).toList();
        if (remaining.size() == endpoint.secrets().size()) {
            throw new CommandRefused("'" + merchant.name() + "' has no such secret; use the id that 'list' shows.");
        }
        if (remaining.isEmpty()) {
            throw new CommandRefused("It is the last secret, and webhooks are not sent unsigned. Use rotate-secret to replace it,"
                    + " or remove-endpoint to stop webhooks.");
        }
        merchant = merchant.with(Optional.of(endpoint.with(remaining)));
        return ManagementAnswer.done();
    }

    /** Adds what is missing and leaves everything else unchanged, so that repeating it has no effect. */
    ManagementAnswer importAll(Imported imported) {
        Imported given = Optional.ofNullable(imported).orElseThrow(() -> new CommandRefused("it is empty."));
        Set<String> known = new TreeSet<>(merchant.keys().stream().map(ApiKey::sha256).toList());
        add(Optional.ofNullable(given.keys()).orElse(List.of()).stream().map(this::imported).filter(key -> known.add(key.sha256())).toList());
        MerchantProfile withKeys = merchant;
        try {
            Optional.ofNullable(given.endpoint()).ifPresent(this::importEndpoint);
        } catch (CommandRefused refused) {
            merchant = withKeys;
            return ManagementAnswer.done("Imported '" + merchant.name() + "' without its endpoint: " + refused.getMessage());
        }
        return ManagementAnswer.done("Imported '" + merchant.name() + "'.");
    }

    private ApiKey imported(ImportedKey key) {
        String hash = Optional.ofNullable(key.sha256()).orElse("").toLowerCase(Locale.ROOT);
        Set<String> scopes = new TreeSet<>(Optional.ofNullable(key.scopes()).orElse(List.of()));
        if (!SHA_256.matcher(hash).matches() || !SCOPES.containsAll(scopes)) {
            throw new CommandRefused("one of its keys has no SHA-256, or unknown scopes.");
        }
        return new ApiKey(hash, scopes, "", date(key.created()));
    }

    private Instant date(String created) {
        try {
            return created == null ? now : LocalDate.parse(created).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException noDate) {
            return now;
        }
    }

    private void importEndpoint(ImportedEndpoint imported) {
        String url = Optional.ofNullable(imported.url()).orElse("").trim();
        if (merchant.endpoint().isEmpty()) {
            setEndpoint(url);
        }
        EndpointSettings endpoint = endpoint();
        List<SigningSecret> secrets = new ArrayList<>(endpoint.secrets());
        Set<String> known = new TreeSet<>(secrets.stream().map(SigningSecret::id).toList());
        int place = 0;
        for (String text : Optional.ofNullable(imported.secrets()).orElse(List.of())) {
            if (SigningSecrets.read(text).isEmpty()) {
                throw new CommandRefused("one of its secrets is not whsec_ and the base64 of 24 to 64 bytes.");
            }
            if (known.add(SigningSecrets.id(text))) {
                secrets.add(signing(text, now.minusMillis(place)));
            }
            place++;
        }
        requireWithinLimit(secrets);
        merchant = merchant.with(Optional.of(endpoint.with(secrets)));
    }

    /** Re-encrypts with the current data key what another key encrypts. */
    ManagementAnswer reseal() {
        if (merchant.endpoint().isPresent()) {
            DataKeys read = keys.get();
            EndpointSettings endpoint = endpoint();
            EncryptedText url = resealed(read, EndpointCipher.urlOf(merchant.name()), endpoint.url());
            List<SigningSecret> secrets = endpoint.secrets().stream().map(secret -> new SigningSecret(secret.id(),
                    resealed(read, EndpointCipher.secretOf(merchant.name(), secret.id()), secret.value()), secret.createdAt())).toList();
            merchant = merchant.with(Optional.of(endpoint.at(url, endpoint.urlSha256()).with(secrets)));
        }
        return ManagementAnswer.done();
    }

    private EncryptedText resealed(DataKeys read, String place, EncryptedText sealed) {
        if (sealed.keyId().equals(read.current())) {
            return sealed;
        }
        String text = read.key(sealed.keyId()).flatMap(key -> EndpointCipher.open(key, place, sealed))
                .orElseThrow(() -> new CommandRefused("its endpoint cannot be decrypted. Create a new one with set-endpoint and add-secret."));
        return EndpointCipher.seal(read, random, place, text);
    }

    private void add(List<ApiKey> more) {
        List<ApiKey> all = new ArrayList<>(merchant.keys());
        all.addAll(more);
        if (all.size() > MAX_KEYS) {
            throw new CommandRefused("A merchant has at most " + MAX_KEYS + " keys. Remove one with remove-key.");
        }
        merchant = merchant.with(all);
    }

    private static void requireWithinLimit(List<SigningSecret> secrets) {
        if (secrets.size() > MAX_SECRETS) {
            throw new CommandRefused("An endpoint has at most " + MAX_SECRETS + " secrets. Remove one with remove-secret.");
        }
    }

    private void requireCallable(String url) {
        if (url.length() > MAX_URL_LENGTH || url.contains("#")) {
            throw new CommandRefused("An endpoint must be an https URL without user and fragment.");
        }
        rules.refusal(url).ifPresent(why -> {
            throw new CommandRefused("An endpoint must be an https URL on a public host name, without user and fragment: " + why + ".");
        });
    }

    private static String keyName(String name) {
        String given = Optional.ofNullable(name).orElse("").trim();
        if (CodePoints.length(given) > MAX_NAME_LENGTH || CodePoints.hasLoneSurrogate(given) || given.chars().anyMatch(Character::isISOControl)) {
            throw new CommandRefused("A key's name has at most " + MAX_NAME_LENGTH + " characters, without control characters and unpaired surrogates.");
        }
        return given;
    }

    private EndpointSettings endpoint() {
        return merchant.endpoint()
                .orElseThrow(() -> new CommandRefused("'" + merchant.name() + "' has no endpoint yet. Run set-endpoint first."));
    }

    private SigningSecret signing(String text, Instant at) {
        String id = SigningSecrets.id(text);
        return new SigningSecret(id, seal(EndpointCipher.secretOf(merchant.name(), id), text), at);
    }

    /** Secrets are ordered by time, which must stay distinct for two commands within a millisecond. */
    private Instant later(EndpointSettings endpoint) {
        Instant newest = endpoint.secrets().stream().findFirst().map(SigningSecret::createdAt).orElse(Instant.EPOCH);
        return now.isAfter(newest) ? now : newest.plusMillis(1);
    }

    private EncryptedText seal(String place, String text) {
        return EndpointCipher.seal(keys.get(), random, place, text);
    }
}
