package africa.paylinks.capability;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonArray;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.provider.BalanceLookup;
import africa.paylinks.provider.BankDirectory;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.routing.Routing;
import africa.paylinks.secrets.SecretsUnavailable;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** Lists the providers' capabilities and queries their banks and balances. */
@Singleton
public final class ProviderMatrix {

    private final ProviderRegistry providers;
    private final Routing routing;

    public ProviderMatrix(ProviderRegistry providers, Routing routing) {
        this.providers = providers;
        this.routing = routing;
    }

    /**
     * Answers {@code GET /providers}: every provider in the code, configured or not, and the routing rules.
     *
     * @throws ProblemException when the key lacks the scope {@code read}
     */
    public ApiResponse all(ApiRequest request) {
        request.merchant("read");
        JsonObject body = Json.object();
        JsonArray list = body.putArray("providers");
        providers.all().stream().sorted(Comparator.comparing(Provider::name)).forEach(provider -> {
            JsonObject json = list.addObject().put("name", provider.name());
            fill(json.putArray("methods"), provider.methods().stream().map(PaymentMethod::wireName).toList());
            fill(json.putArray("currencies"), provider.currencies().stream().sorted().toList());
            fill(json.putArray("capabilities"), Capability.of(provider).stream().map(Capability::wireName).toList());
        });
        body.put("routing", routing());
        return ApiResponse.json(200, body);
    }

    private JsonObject routing() {
        JsonObject json = Json.object();
        JsonArray list = json.putArray("rules");
        routing.rules().forEach(rule -> list.addObject()
                .put("rule", rule.text())
                .put("currency", rule.currency().orElse(null))
                .put("method", rule.method().map(PaymentMethod::wireName).orElse(null))
                .put("provider", rule.provider())
                .put("percentage", rule.percentage())
                .put("fallback", rule.fallback().orElse(null)));
        return json.put("fault", routing.fault().orElse(null));
    }

    /**
     * Answers {@code GET /providers/{name}/banks}.
     *
     * @throws ProblemException 404, 422, 503 or 504 that says why there is no list
     */
    public ApiResponse banks(ApiRequest request) {
        BankDirectory directory = provider(request, BankDirectory.class, "does not list banks");
        List<BankDirectory.Bank> banks = call(directory, directory::banks);
        JsonObject body = Json.object();
        JsonArray list = body.putArray("banks");
        banks.forEach(bank -> list.addObject().put("identifier", bank.identifier()).put("name", bank.name())
                .put("country", bank.country().isEmpty() ? null : bank.country()));
        return ApiResponse.json(200, body);
    }

    /**
     * Answers {@code GET /providers/{name}/balance}; a successful response also proves that the credentials work.
     *
     * @throws ProblemException 404, 422, 503 or 504 that says why there is none
     */
    public ApiResponse balance(ApiRequest request) {
        BalanceLookup account = provider(request, BalanceLookup.class, "does not report a balance");
        JsonObject body = Json.object();
        JsonArray list = body.putArray("balances");
        call(account, account::balances).forEach(balance ->
                list.addObject().put("amount", balance.majorText()).put("currency", balance.currency()));
        return ApiResponse.json(200, body);
    }

    private <T extends Provider> T provider(ApiRequest request, Class<T> capability, String otherwise) {
        request.merchant("read");
        Provider provider = providers.named(request.parameters().getOrDefault("name", ""))
                .orElseThrow(() -> new ProblemException(Problem.of(ProblemCode.NOT_FOUND,
                        "There is no such provider. GET /providers lists them.")));
        if (!capability.isInstance(provider)) {
            throw new ProblemException(Problem.of(ProblemCode.UNSUPPORTED,
                    provider.name() + " " + otherwise + ". GET /providers lists what each provider can do."));
        }
        return capability.cast(provider);
    }

    private static <T> T call(Provider provider, Supplier<T> request) {
        try {
            return request.get();
        } catch (ProviderNotConfigured | SecretsUnavailable notUsable) {
            throw new ProblemException(Problem.of(ProblemCode.PROVIDER_NOT_CONFIGURED, notUsable.getMessage()));
        } catch (ProviderUnreachable unreachable) {
            throw new ProblemException(Problem.of(ProblemCode.PROVIDER_TIMEOUT,
                    provider.name() + " " + unreachable.getMessage() + ".").retryAfter(1));
        }
    }

    private static void fill(JsonArray array, List<String> values) {
        values.forEach(array::add);
    }
}
