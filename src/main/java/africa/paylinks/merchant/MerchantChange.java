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
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Applies a command to a merchant in memory, before it is stored. */
final class MerchantChange {

    /** What a key without stated scopes may do. */
    private static final Set<String> DEFAULT_SCOPES = Set.of("read", "write");
    private static final Set<String> SCOPES = Set.of("read", "write", "admin");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final int MIN_ID_LENGTH = 8;
    private static final int MAX_KEYS = 50;
    private static final int MAX_SECRETS = 10;
    private static final int MAX_ENDPOINTS = 10;
    private static final int ENDPOINT_ID_BYTES = 10;
    private static final int MAX_NAME_LENGTH = 100;
    private static final int MAX_URL_LENGTH = 2000;
    private static final int KEY_BYTES = 32;

    private final Supplier<DataKeys> keys;
    private final EndpointRules rules;
    private final Instant now;
    private final SecureRandom random;
    private String endpointId;
    private MerchantProfile merchant;

    /** @param endpointId the endpoint that commands about an endpoint change */
    MerchantChange(MerchantProfile merchant, String endpointId, Supplier<DataKeys> keys, EndpointRules rules, Instant now,
            SecureRandom random) {
        this.merchant = merchant;
        this.endpointId = endpointId;
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
        List<String> scopes = wanted == null ? List.copyOf(DEFAULT_SCOPES) : wanted;
        Set<String> distinct = new TreeSet<>(scopes);
        if (distinct.isEmpty() || !SCOPES.containsAll(distinct) || distinct.size() != scopes.size()) {
            throw new CommandRefused("Scopes must be one or more of read, write and admin.");
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

    /** Adds an endpoint with a secret of its own; later commands of this change are about it. */
    ManagementAnswer addEndpoint(String url, EventTypes types) {
        if (merchant.endpoints().size() >= MAX_ENDPOINTS) {
            throw new CommandRefused("A merchant has at most " + MAX_ENDPOINTS + " endpoints.");
        }
        byte[] id = new byte[ENDPOINT_ID_BYTES];
        random.nextBytes(id);
        endpointId = "we_" + HexFormat.of().formatHex(id);
        requireCallable(url);
        requireNew(url);
        merchant = merchant.with(new EndpointSettings(endpointId, types, now, seal(EndpointCipher.urlOf(key()), url), Sha256.hex(url),
                Optional.empty(), List.of()));
        return newSecret(0);
    }

    /** The endpoint that commands about an endpoint change. */
    String endpointId() {
        return endpointId;
    }

    /** Sets the URL of an endpoint; without one, that of the default endpoint, which is created. */
    ManagementAnswer setEndpoint(String url) {
        requireCallable(url);
        requireNew(url);
        String hash = Sha256.hex(url);
        EncryptedText sealed = seal(EndpointCipher.urlOf(key()), url);
        EndpointSettings next = (endpointId.equals(EndpointSettings.DEFAULT_ID) ? merchant.endpoint() : Optional.of(endpoint()))
                .map(endpoint -> endpoint.at(sealed, hash))
                .orElseGet(() -> new EndpointSettings(sealed, hash, Optional.empty(), List.of()));
        merchant = merchant.with(next);
        return next.secrets().isEmpty() ? ManagementAnswer.done("Run add-secret next: without a secret, no webhooks are sent.")
                : ManagementAnswer.done();
    }

    ManagementAnswer setTypes(EventTypes types) {
        merchant = merchant.with(endpoint().of(types));
        return ManagementAnswer.done(types.equals(EventTypes.ALL) ? "It receives all events." : "It receives " + String.join(", ", types.names()) + ".");
    }

    ManagementAnswer removeEndpoint() {
        endpoint();
        merchant = merchant.without(endpointId);
        return ManagementAnswer.done();
    }

    ManagementAnswer switchEndpoint(boolean on) {
        EndpointSettings endpoint = endpoint();
        if (endpoint.offSince().isEmpty() != on) {
            merchant = merchant.with(endpoint.off(on ? Optional.empty() : Optional.of(now)));
        }
        return ManagementAnswer.done(on ? "On: events from now on are sent. POST /events/resend sends those that were skipped."
                : "Off: events are skipped. GET /events lists them, and POST /events/resend sends them when the endpoint is on.");
    }

    /** @param kept how many of the existing secrets stay, newest first */
    ManagementAnswer newSecret(int kept) {
        EndpointSettings endpoint = endpoint();
        String text = SigningSecrets.create(random);
        List<SigningSecret> secrets = new ArrayList<>(List.of(signing(text, later(endpoint))));
        secrets.addAll(endpoint.secrets().subList(0, Math.min(kept, endpoint.secrets().size())));
        requireWithinLimit(secrets);
        merchant = merchant.with(endpoint.with(secrets));
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
        merchant = merchant.with(endpoint.with(remaining));
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
        merchant = merchant.with(endpoint.with(secrets));
    }

    /** Re-encrypts with the current data key what another key encrypts. */
    ManagementAnswer reseal() {
        if (!merchant.endpoints().isEmpty()) {
            DataKeys read = keys.get();
            merchant.endpoints().forEach(endpoint -> merchant = merchant.with(resealed(read, endpoint)));
        }
        return ManagementAnswer.done();
    }

    private EndpointSettings resealed(DataKeys read, EndpointSettings endpoint) {
        String key = MerchantEndpoint.key(merchant.name(), endpoint.id());
        EncryptedText url = resealed(read, EndpointCipher.urlOf(key), endpoint.url());
        return endpoint.at(url, endpoint.urlSha256()).with(endpoint.secrets().stream().map(secret -> new SigningSecret(secret.id(),
                resealed(read, EndpointCipher.secretOf(key, secret.id()), secret.value()), secret.createdAt())).toList());
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

    private void requireNew(String url) {
        String hash = Sha256.hex(url);
        if (merchant.endpoints().stream().anyMatch(endpoint -> endpoint.urlSha256().equals(hash) && !endpoint.id().equals(endpointId))) {
            throw new CommandRefused("Another endpoint has this URL.");
        }
    }

    private EndpointSettings endpoint() {
        return merchant.endpoint(endpointId).orElseThrow(() -> new CommandRefused(endpointId.equals(EndpointSettings.DEFAULT_ID)
                ? "'" + merchant.name() + "' has no endpoint yet. Run set-endpoint first."
                : "'" + merchant.name() + "' has no endpoint '" + endpointId + "'; use the id that 'list' shows."));
    }

    /** The endpoint's key, which its encrypted texts are bound to. */
    private String key() {
        return MerchantEndpoint.key(merchant.name(), endpointId);
    }

    private SigningSecret signing(String text, Instant at) {
        String id = SigningSecrets.id(text);
        return new SigningSecret(id, seal(EndpointCipher.secretOf(key(), id), text), at);
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
