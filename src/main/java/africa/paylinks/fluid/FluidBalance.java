package africa.paylinks.fluid;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Money;
import africa.paylinks.provider.ProviderHttp.ProviderUnreachable;
import java.util.ArrayList;
import java.util.List;

/** Parses balances. FLUID does not document their shape: one or a list, at the top or in {@code data}, in the dialect's unit. */
final class FluidBalance {

    private static final String DEFAULT_CURRENCY = "GHS";
    private static final List<String> NAMES = List.of("available_balance", "available", "balance", "amount");

    private FluidBalance() {
    }

    /**
     * Reads the balances of an answer.
     *
     * @throws ProviderUnreachable if no balance is readable
     */
    static List<Money> read(JsonValue body, FluidDialect dialect) {
        JsonValue data = body.has("data") ? body.path("data") : body;
        JsonValue list = data.isArray() ? data : data.path("balances");
        List<Money> balances = new ArrayList<>();
        for (JsonValue entry : list.isArray() ? list : List.of(data)) {
            String currency = Json.text(entry, "currency").orElse(DEFAULT_CURRENCY);
            balances.add(NAMES.stream().flatMap(name -> dialect.amount(entry.path(name), currency).stream()).findFirst()
                    .orElseThrow(() -> new ProviderUnreachable("answered without a readable balance")));
        }
        return balances;
    }
}
