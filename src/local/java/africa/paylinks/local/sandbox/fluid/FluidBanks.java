package africa.paylinks.local.sandbox.fluid;

import africa.paylinks.local.http.Json;
import africa.paylinks.local.http.LocalResponse;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** The three documented test banks. Every phone number has an account at each of them. */
final class FluidBanks {

    static final Map<String, String> NAMES = Map.of("TST", "Test Bank", "EXB", "Example Bank", "DEM", "Demo Bank");

    private static final List<String> ORDER = List.of("TST", "EXB", "DEM");
    private static final String LOOKUP = "/lookup/";

    private FluidBanks() {
    }

    /** Handles a path below {@code /payment-providers/banks}. */
    static LocalResponse answer(String path) throws FluidRefusal {
        if (path.isEmpty()) {
            return LocalResponse.json(200, list(Json.object().put("success", true)));
        }
        if (path.startsWith(LOOKUP)) {
            String phone = path.substring(LOOKUP.length());
            if (!phone.matches("\\+233\\d{9}") || FluidScenario.of(phone) == FluidScenario.INVALID_ACCOUNT) {
                throw new FluidRefusal(404, "1404", "No account for this number", "");
            }
            return LocalResponse.json(200, list(Json.object().put("success", true).put("phone_number", phone).put("customer", "Sandbox Customer")));
        }
        String identifier = path.substring(1);
        if (!NAMES.containsKey(identifier)) {
            throw new FluidRefusal(404, "1404", "Bank not found", "");
        }
        ObjectNode body = Json.object().put("success", true);
        body.set("data", bank(identifier));
        return LocalResponse.json(200, body);
    }

    static ObjectNode bank(String identifier) {
        return Json.object().put("name", NAMES.get(identifier)).put("identifier", identifier).put("country_code", "GH");
    }

    private static ObjectNode list(ObjectNode body) {
        ArrayNode data = body.putArray("data");
        ORDER.forEach(identifier -> data.add(bank(identifier)));
        return body;
    }
}
