package africa.paylinks.fluid;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Failure;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A debit in FLUID's answers and webhooks. The two documents use different names and depths for the same values; each
 * value is read from the first place that has it.
 *
 * @param places the objects that may hold a value, in order of preference
 */
record FluidTransaction(List<JsonValue> places) {

    private static final int LONGEST_ID = 200;

    static FluidTransaction read(JsonValue body) {
        JsonValue data = body.path("data");
        return new FluidTransaction(List.of(data.path("transaction"), data, body, data.path("response")));
    }

    /** FLUID's id for status calls. */
    Optional<String> reference() {
        return ids().findFirst();
    }

    /** Whether the id is one of the debit's ids. */
    boolean hasId(String id) {
        return ids().anyMatch(id::equals);
    }

    /** All ids of the debit; answers and webhooks carry different ones. */
    Set<String> allIds() {
        return ids().collect(Collectors.toUnmodifiableSet());
    }

    boolean hasReference() {
        return ids().findAny().isPresent();
    }

    /** Our reference, if FLUID returns it. */
    Optional<String> partnerReference() {
        return text("partner_reference");
    }

    Optional<String> status() {
        return text("status");
    }

    Optional<String> currency() {
        return text("currency");
    }

    Optional<String> approvalMethod() {
        return text("approval_method");
    }

    /** The amount as sent; a missing node if there is none. */
    JsonValue amount() {
        return places.stream().map(place -> place.path("amount"))
                .filter(amount -> !amount.isAbsent())
                .findFirst().orElse(Json.missing());
    }

    /** The failure that FLUID's error fields describe. */
    Failure failure() {
        JsonValue details = places.stream().map(place -> place.path("error_details")).filter(JsonValue::isObject)
                .findFirst().orElse(Json.object());
        String code = Json.text(details, "code").or(() -> Json.text(details, "error_code"))
                .or(() -> text("error_code")).orElse("");
        String message = Json.text(details, "message").or(() -> Json.text(details, "reason"))
                .or(() -> text("error_details")).or(() -> text("error_message")).or(() -> text("failure_reason")).orElse("");
        return FluidFailure.of(code, message);
    }

    private Optional<String> text(String field) {
        return places.stream().flatMap(place -> Json.text(place, field).stream()).findFirst();
    }

    private Stream<String> ids() {
        return Stream.of("transaction_id", "reference", "uuid", "id").flatMap(this::everywhere)
                .filter(id -> id.length() <= LONGEST_ID).distinct();
    }

    private Stream<String> everywhere(String field) {
        return places.stream().flatMap(place -> Json.text(place, field).stream());
    }
}
