package africa.paylinks.local.sandbox.flashpay;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Arrays;

/** The invented banks of the sandbox. */
enum FlashpayBank {
    PALM("bank-palm", "Palm Grove Bank", "901"),
    HARBOUR("bank-harbour", "Harbour Trust Bank", "902"),
    SAVANNAH("bank-savannah", "Savannah Microfinance Bank", "903");

    private final String id;
    private final String title;
    private final String code;

    FlashpayBank(String id, String title, String code) {
        this.id = id;
        this.title = title;
        this.code = code;
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    static FlashpayBank byId(String id) {
        return Arrays.stream(values()).filter(bank -> bank.id.equals(id)).findFirst().orElse(PALM);
    }

    static ArrayNode list() {
        ArrayNode list = Json.object().arrayNode();
        for (FlashpayBank bank : values()) {
            list.addObject().put("id", bank.id).put("name", bank.title).put("code", bank.code).put("country", "NG");
        }
        return list;
    }
}
