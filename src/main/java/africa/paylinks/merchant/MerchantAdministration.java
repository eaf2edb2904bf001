package africa.paylinks.merchant;

import africa.paylinks.merchant.Branding.Field;
import africa.paylinks.merchant.ManagementAnswer.EndpointView;
import africa.paylinks.merchant.ManagementAnswer.KeyView;
import africa.paylinks.merchant.ManagementAnswer.MerchantView;
import africa.paylinks.merchant.ManagementAnswer.SecretView;
import africa.paylinks.merchant.MerchantStore.Outcome;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs operators' commands about merchants. */
@Singleton
public final class MerchantAdministration {

    private static final int MAX_ATTEMPTS = 5;
    private static final int PAGE = 50;

    private final MerchantStore store;
    private final BrandingStore brandings;
    private final DataKeyRing ring;
    private final MerchantChanges changes;
    private final MerchantEndpoints endpoints;
    private final EndpointPing ping;
    private final Clock clock;

    public MerchantAdministration(MerchantStore store, BrandingStore brandings, DataKeyRing ring, MerchantChanges changes,
            MerchantEndpoints endpoints, EndpointPing ping, Clock clock) {
        this.store = store;
        this.brandings = brandings;
        this.ring = ring;
        this.changes = changes;
        this.endpoints = endpoints;
        this.ping = ping;
        this.clock = clock;
    }

    /**
     * Runs a command, or says why it was refused.
     *
     * @throws africa.paylinks.payment.StoreUnavailable   when the store cannot answer
     * @throws africa.paylinks.secrets.SecretsUnavailable when the data keys cannot be read
     */
    public ManagementAnswer manage(ManagementRequest request) {
        try {
            return switch (required(request.command(), "command")) {
                case "list" -> list(request);
                case "add" -> add(merchantName(request));
                case "remove" -> remove(merchantName(request));
                case "add-key" -> update(request, change -> change.addKey(request.scopes(), request.name()));
                case "remove-key" -> update(request, change -> change.removeKey(required(request.id(), "id")));
                case "add-endpoint" -> update(request, change -> change.addEndpoint(required(request.url(), "url"), types(request))
                        .with("Added endpoint " + change.endpointId() + "."));
                case "set-endpoint" -> update(request, change -> change.setEndpoint(required(request.url(), "url")));
                case "set-types" -> update(request, change -> change.setTypes(types(request)));
                case "remove-endpoint" -> update(request, MerchantChange::removeEndpoint);
                case "switch-on" -> update(request, change -> change.switchEndpoint(true));
                case "switch-off" -> update(request, change -> change.switchEndpoint(false));
                case "add-secret" -> update(request, change -> change.newSecret(Integer.MAX_VALUE));
                case "rotate-secret" -> update(request, change -> change.newSecret(1));
                case "remove-secret" -> update(request, change -> change.removeSecret(required(request.id(), "id")));
                case "ping" -> ping(request);
                case "set-branding" -> setBranding(merchantName(request), BrandingRules.read(Optional.ofNullable(request.branding()).orElse(Map.of())));
                case "set-logo" -> setLogo(merchantName(request), BrandingRules.logo(required(request.logo(), "logo")));
                case "remove-logo" -> setLogo(merchantName(request), Optional.empty());
                case "import" -> importAll(request);
                case "new-data-key" -> ManagementAnswer.done("Data key " + ring.renew() + " is in use. Run reseal next.");
                case "reseal" -> reseal(request);
                default -> throw new CommandRefused("There is no command '" + request.command() + "'.");
            };
        } catch (CommandRefused refused) {
            return ManagementAnswer.refused(refused.getMessage());
        }
    }

    private ManagementAnswer update(ManagementRequest request, MerchantChanges.Change<ManagementAnswer> command) {
        return changes.apply(merchantName(request), endpointId(request), command);
    }

    private static String endpointId(ManagementRequest request) {
        return Optional.ofNullable(request.endpoint()).orElse(EndpointSettings.DEFAULT_ID);
    }

    private static EventTypes types(ManagementRequest request) {
        List<String> names = Optional.ofNullable(request.types()).orElse(List.of());
        names.stream().filter(name -> !EventTypes.isName(name)).findFirst().ifPresent(unknown -> {
            throw new CommandRefused("'" + unknown + "' is no type of event. Use names such as payment.completed, and payment.* for all of payments.");
        });
        return EventTypes.of(names);
    }

    private ManagementAnswer ping(ManagementRequest request) {
        String id = endpointId(request);
        MerchantEndpoint endpoint = endpoints.of(merchantName(request)).stream().filter(one -> one.id().equals(id)).findFirst()
                .orElseThrow(() -> new CommandRefused("'" + request.merchant() + "' has no endpoint '" + id + "'."));
        EndpointPing.Result result = ping.ping(endpoint);
        return ManagementAnswer.done((result.delivered() ? "Accepted: " : "Not accepted: ")
                + (result.httpStatus().isPresent() ? "HTTP status " + result.httpStatus().getAsInt() : result.reason())
                + ", event " + result.eventId() + ".");
    }

    private ManagementAnswer add(String merchant) {
        if (!MerchantProfile.isName(merchant)) {
            throw new CommandRefused("A merchant's name has 1 to 64 lower-case letters, digits and hyphens, and does not start with a hyphen.");
        }
        if (store.write(Optional.empty(), MerchantProfile.created(merchant, clock.instant())) != Outcome.WRITTEN) {
            throw new CommandRefused("The merchant '" + merchant + "' already exists.");
        }
        return ManagementAnswer.done("Added '" + merchant + "'. Run add-key next, so that it can call the API.");
    }

    private ManagementAnswer remove(String merchant) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            MerchantProfile expected = store.find(merchant)
                    .orElseThrow(() -> new CommandRefused("There is no merchant '" + merchant + "'."));
            if (store.remove(expected)) {
                brandings.remove(merchant);
                return ManagementAnswer.done("Removed '" + merchant + "' with its keys and its endpoint. Its payments stay.");
            }
        }
        throw new CommandRefused("'" + merchant + "' is being changed by others. Try again.");
    }

    private ManagementAnswer setBranding(String merchant, Map<Field, Optional<String>> changes) {
        requireMerchant(merchant);
        brandings.change(merchant, changes);
        return ManagementAnswer.done("Pages show it within a minute.");
    }

    private ManagementAnswer setLogo(String merchant, Optional<LogoImage> logo) {
        requireMerchant(merchant);
        brandings.setLogo(merchant, logo, clock.instant());
        return ManagementAnswer.done(logo.map(image -> "Pages show it within a minute: " + image.type() + ", " + image.bytes().length + " bytes.")
                .orElse("Removed. Pages that are open show it for up to a day."));
    }

    private void requireMerchant(String merchant) {
        if (store.find(merchant).isEmpty()) {
            throw new CommandRefused("There is no merchant '" + merchant + "'.");
        }
    }

    private ManagementAnswer importAll(ManagementRequest request) {
        List<String> notes = new ArrayList<>();
        Optional.ofNullable(request.merchants()).orElseThrow(() -> new CommandRefused("There is nothing to import.")).forEach((name, imported) -> {
            if (!MerchantProfile.isName(name)) {
                notes.add("Left out '" + name + "': not a valid merchant's name.");
                return;
            }
            try {
                notes.addAll(changes.applyOrCreate(name, change -> change.importAll(imported)).notes());
            } catch (CommandRefused refused) {
                notes.add("Left out '" + name + "': " + refused.getMessage());
            }
        });
        return ManagementAnswer.done(notes.toArray(String[]::new));
    }

    private ManagementAnswer reseal(ManagementRequest request) {
        List<String> names = store.names(Optional.ofNullable(request.cursor()), PAGE);
        List<String> notes = new ArrayList<>();
        for (String name : names) {
            try {
                changes.apply(name, EndpointSettings.DEFAULT_ID, MerchantChange::reseal);
            } catch (CommandRefused refused) {
                // A merchant that was removed meanwhile needs no resealing; one that cannot be decrypted must not block the
                // others.
                store.find(name).ifPresent(there -> notes.add("Did not change '" + name + "': " + refused.getMessage()));
            }
        }
        return ManagementAnswer.page(null, notes, next(names));
    }

    private ManagementAnswer list(ManagementRequest request) {
        if (request.merchant() != null) {
            MerchantProfile one = store.find(request.merchant())
                    .orElseThrow(() -> new CommandRefused("There is no merchant '" + request.merchant() + "'."));
            return ManagementAnswer.page(List.of(view(one)), null, null);
        }
        List<String> names = store.names(Optional.ofNullable(request.cursor()), PAGE);
        return ManagementAnswer.page(names.stream().flatMap(name -> store.find(name).stream()).map(this::view).toList(), null, next(names));
    }

    private static String next(List<String> names) {
        return names.size() < PAGE ? null : names.get(names.size() - 1);
    }

    private MerchantView view(MerchantProfile merchant) {
        List<KeyView> keys = merchant.keys().stream()
                .map(key -> new KeyView(key.id(), List.copyOf(key.scopes()), key.name(), key.createdAt().toString())).toList();
        return new MerchantView(merchant.name(), keys, merchant.endpoint().map(endpoint -> view(merchant, endpoint)).orElse(null),
                merchant.endpoints().stream().map(endpoint -> view(merchant, endpoint)).toList(),
                shown(brandings.find(merchant.name())));
    }

    private EndpointView view(MerchantProfile merchant, EndpointSettings endpoint) {
        String url = EndpointCipher.open(ring.key(endpoint.url().keyId()),
                EndpointCipher.urlOf(MerchantEndpoint.key(merchant.name(), endpoint.id())), endpoint.url()).orElse("(cannot be decrypted)");
        return new EndpointView(endpoint.id(), url, List.copyOf(endpoint.types().names()),
                endpoint.offSince().map(Object::toString).orElse(null),
                endpoint.secrets().stream().map(secret -> new SecretView(secret.id(), secret.createdAt().toString())).toList());
    }

    private static Map<String, String> shown(Branding branding) {
        Map<String, String> shown = new TreeMap<>();
        branding.values().forEach((field, value) -> shown.put(field.wireName(), value));
        branding.logo().ifPresent(id -> shown.put("logo", id));
        return shown;
    }

    private static String merchantName(ManagementRequest request) {
        return required(request.merchant(), "merchant");
    }

    private static String required(String value, String name) {
        return Stream.ofNullable(value).filter(text -> !text.isBlank()).findFirst()
                .orElseThrow(() -> new CommandRefused("The request has no " + name + "."));
    }
}
