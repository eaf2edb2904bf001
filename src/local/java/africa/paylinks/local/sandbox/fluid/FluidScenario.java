package africa.paylinks.local.sandbox.fluid;

import africa.paylinks.local.http.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;

/** The outcomes of the documented test numbers and amounts. A debit of any other number waits for approval on the phone. */
enum FluidScenario {
    SUCCESS(null, null),
    INSUFFICIENT_FUNDS("3009", "Insufficient funds"),
    INVALID_ACCOUNT("1422", "Invalid account"),
    NO_ANSWER(null, null),
    MANUAL_APPROVAL(null, null),
    REJECTED("rejected", "Rejected by customer"),
    BANK_ERROR("bank_error", "Bank error");

    private static final Map<String, FluidScenario> NUMBERS = Map.of(
            "+233241234567", SUCCESS,
            "+233241111111", INSUFFICIENT_FUNDS,
            "+233242222222", INVALID_ACCOUNT,
            "+233243333333", NO_ANSWER,
            "+233244444444", MANUAL_APPROVAL,
            "+233241234568", MANUAL_APPROVAL,
            "+233241234569", INSUFFICIENT_FUNDS,
            "+233241234570", REJECTED);
    private static final Map<BigDecimal, FluidScenario> AMOUNTS = Map.of(
            new BigDecimal("10000.00"), INSUFFICIENT_FUNDS,
            new BigDecimal("10001.00"), NO_ANSWER,
            new BigDecimal("10002.00"), BANK_ERROR);

    private final String code;
    private final String message;

    FluidScenario(String code, String message) {
        this.code = code;
        this.message = message;
    }

    static FluidScenario of(String phone) {
        return NUMBERS.getOrDefault(phone, MANUAL_APPROVAL);
    }

    static FluidScenario of(String phone, BigDecimal amount) {
        FluidScenario number = of(phone);
        return number == SUCCESS || number == MANUAL_APPROVAL ? AMOUNTS.getOrDefault(amount.setScale(2), number) : number;
    }

    boolean fails() {
        return message != null;
    }

    ObjectNode error() {
        return error(code, message);
    }

    static ObjectNode error(String code, String message) {
        return Json.object().put("code", code).put("message", message);
    }
}
