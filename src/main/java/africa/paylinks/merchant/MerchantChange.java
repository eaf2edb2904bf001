package africa.paylinks.merchant;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.merchant.EndpointSettings.SigningSecret;
import africa.paylinks.merchant.ManagementRequest.Imported;
import africa.paylinks.merchant.ManagementRequest.ImportedEndpoint;
import africa.paylinks.merchant.ManagementRequest.ImportedKey;
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

/** One command's change of one merchant, before anything of it is stored. */
final class MerchantChange {

    private static final Set<String> SCOPES = Set.of("read", "write");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final int SHORTEST_ID = 8;
    private static final int MOST_KEYS = 50;
    private static final int MOST_SECRETS = 10;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_URL = 2000;
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

    /** The merchant as it is to be. */
    MerchantProfile after() {
        return merchant;
    }

    ManagementAnswer addKey(List<String> wanted, String name) {
        List<String> scopes = wanted == null ? List.copyOf(SCOPES) : wanted;
        Set<String> distinct = new TreeSet<>(scopes);
        if (distinct.isEmpty() || !SCOPES.containsAll(distinct) || distinct.size() != scopes.size()) {
            throw new CommandRefused("Scopes are read, write, or both as read,write.");
        }
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        String text = "plk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        ApiKey key = new ApiKey(Sha256.hex(text), distinct, called(name), now);
        add(List.of(key));
        return ManagementAnswer.created(text, "Key " + key.id() + " of '" + merchant.name()
                + "'. It works at once, is shown this once and kept as a hash only:");
    }

    ManagementAnswer removeKey(String id) {
        List<ApiKey> left = merchant.keys().stream().filter(key -> !key.sha256().startsWith(id.toLowerCase(Locale.ROOT))).toList();
        if (left.size() != merchant.keys().size() - 1 || id.length() < SHORTEST_ID) {
            throw new CommandRefused("'" + merchant.name() + "' has no such key; name it as 'list' does.");
        }
        merchant = merchant.with(left);
        return ManagementAnswer.done("Removed. It stops working within AuthorizerCacheSeconds and half a minute:"
                + " API Gateway remembers it for the one and the function for the other.");
    }

    ManagementAnswer setEndpoint(String url) {
        requireCallable(url);
        String hash = Sha256.hex(url);
        EncryptedText sealed = seal(EndpointCipher.urlOf(merchant.name()), url);
        EndpointSettings next = merchant.endpoint().map(endpoint -> endpoint.at(sealed, hash))
                .orElseGet(() -> new EndpointSettings(sealed, hash, Optional.empty(), List.of()));
        merchant = merchant.with(Optional.of(next));
        return next.secrets().isEmpty() ? ManagementAnswer.done("Nothing is sent before it has a secret: add-secret comes next.")
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
        return ManagementAnswer.done(on ? "On: what happens from now on is told." : "Off: what happens is not told, later neither.");
    }

    /** @param kept how many of the secrets that there are stay, newest first */
    ManagementAnswer newSecret(int kept) {
        EndpointSettings endpoint = endpoint();
        String text = SigningSecrets.create(random);
        List<SigningSecret> secrets = new ArrayList<>(List.of(signing(text, later(endpoint))));
        secrets.addAll(endpoint.secrets().subList(0, Math.min(kept, endpoint.secrets().size())));
        requireFew(secrets);
        merchant = merchant.with(Optional.of(endpoint.with(secrets)));
        return ManagementAnswer.created(text, "Secret " + SigningSecrets.id(text) + " of '" + merchant.name()
                + "'; webhooks are signed with " + secrets.size() + " now. It is shown this once:");
    }

    ManagementAnswer removeSecret(String id) {
        EndpointSettings endpoint = endpoint();
        List<SigningSecret> left = endpoint.secrets().stream().filter(secret -> !secret.id().equals(id.toLowerCase(Locale.ROOT))).toList();
        if (left.size() == endpoint.secrets().size()) {
            throw new CommandRefused("'" + merchant.name() + "' has no such secret; name it as 'list' does.");
        }
        if (left.isEmpty()) {
            throw new CommandRefused("It is the last one, and unsigned webhooks are not sent: rotate-secret makes another,"
                    + " remove-endpoint ends them.");
        }
        merchant = merchant.with(Optional.of(endpoint.with(left)));
        return ManagementAnswer.done();
    }

    /** Adds what is not there yet and leaves everything else as it is, so that doing it again changes nothing. */
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
        requireFew(secrets);
        merchant = merchant.with(Optional.of(endpoint.with(secrets)));
    }

    /** Seals with the current data key what is sealed with another one. */
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
                .orElseThrow(() -> new CommandRefused("its endpoint cannot be opened; set-endpoint and add-secret make a new one."));
        return EndpointCipher.seal(read, random, place, text);
    }

    private void add(List<ApiKey> more) {
        List<ApiKey> all = new ArrayList<>(merchant.keys());
        all.addAll(more);
        if (all.size() > MOST_KEYS) {
            throw new CommandRefused("A merchant has at most " + MOST_KEYS + " keys: remove-key makes room.");
        }
        merchant = merchant.with(all);
    }

    private static void requireFew(List<SigningSecret> secrets) {
        if (secrets.size() > MOST_SECRETS) {
            throw new CommandRefused("An endpoint has at most " + MOST_SECRETS + " secrets: remove-secret makes room.");
        }
    }

    private void requireCallable(String url) {
        if (url.length() > LONGEST_URL || url.contains("#")) {
            throw new CommandRefused("An endpoint is an https address without user and fragment.");
        }
        rules.refusal(url).ifPresent(why -> {
            throw new CommandRefused("An endpoint is an https address on a public host name, without user and fragment: " + why + ".");
        });
    }

    private static String called(String name) {
        String given = Optional.ofNullable(name).orElse("").trim();
        if (given.length() > LONGEST_NAME || given.chars().anyMatch(Character::isISOControl)) {
            throw new CommandRefused("A key's name has at most " + LONGEST_NAME + " characters.");
        }
        return given;
    }

    private EndpointSettings endpoint() {
        return merchant.endpoint()
                .orElseThrow(() -> new CommandRefused("'" + merchant.name() + "' has no endpoint yet: set-endpoint comes first."));
    }

    private SigningSecret signing(String text, Instant at) {
        String id = SigningSecrets.id(text);
        return new SigningSecret(id, seal(EndpointCipher.secretOf(merchant.name(), id), text), at);
    }

    /** Secrets are ordered by their time, which two commands within a millisecond must not undo. */
    private Instant later(EndpointSettings endpoint) {
        Instant newest = endpoint.secrets().stream().findFirst().map(SigningSecret::createdAt).orElse(Instant.EPOCH);
        return now.isAfter(newest) ? now : newest.plusMillis(1);
    }

    private EncryptedText seal(String place, String text) {
        return EndpointCipher.seal(keys.get(), random, place, text);
    }
}
