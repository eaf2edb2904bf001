package africa.paylinks.fluid;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Money;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import java.util.ArrayList;
import java.util.List;

/** Reads a balance, whose shape FLUID does not document: one or a list, bare or below {@code data}, in the dialect's unit. */
final class FluidBalance {

    private static final String DEFAULT_CURRENCY = "GHS";
    private static final List<String> NAMES = List.of("available_balance", "available", "balance", "amount");

    private FluidBalance() {
    }

    /**
     * The balances in an answer.
     *
     * @throws ProviderUnreachable when there is none that can be read
     */
    static List<Money> read(JsonValue body, FluidDialect dialect) {
        JsonValue data = body.has("data") ? body.path("data") : body;
        JsonValue list = data.isArray() ? data : data.path("balances");
        List<Money> balances = new ArrayList<>();
        for (JsonValue entry : list.isArray() ? list : List.of(data)) {
            String currency = Json.text(entry, "currency").orElse(DEFAULT_CURRENCY);
            balances.add(NAMES.stream().flatMap(name -> dialect.amount(entry.path(name), currency).stream()).findFirst()
                    .orElseThrow(() -> new ProviderUnreachable("answered without a balance that can be read")));
        }
        return balances;
    }
}
