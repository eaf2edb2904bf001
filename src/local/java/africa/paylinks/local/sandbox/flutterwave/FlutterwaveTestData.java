package africa.paylinks.local.sandbox.flutterwave;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The cards, numbers and codes that Flutterwave's testing page lists, with their outcomes. */
final class FlutterwaveTestData {

    /** The processor response of a successful payment. */
    static final String APPROVED = "Approved";

    private static final Set<String> APPROVED_CARDS = Set.of("4187427415564246", "5531886652142950", "5438898014560229", "5061460410120223210",
            "4556052704172643");
    private static final Map<String, String> FAILING_CARDS = Map.of("5143010522339965", "Do Not Honour", "5258585922666506", "Insufficient Funds",
            "5590131743294314", "Suspected Fraud", "5551651630381384", "Restricted Card, Retain Card", "5551658157653822", "Invalid Transaction",
            "5399834697894723", "Incorrect PIN");
    private static final Map<String, String> FAILING_CODES = Map.of("5548", "Wrong OTP", "6648", "Insufficient Funds");

    private FlutterwaveTestData() {
    }

    /** Returns the processor response of a card. */
    static String card(String number) {
        String digits = number.replaceAll("\\D", "");
        return APPROVED_CARDS.contains(digits) ? APPROVED : FAILING_CARDS.getOrDefault(digits, "Invalid Card");
    }

    /** Returns the response of the network to a phone number, with any country code, and a one-time code. */
    static String phone(String number, String code) {
        String digits = number.replaceAll("\\D", "");
        return digits.endsWith("121212121") || digits.endsWith("010101011") ? "Mocked a Failed Transaction"
                : Optional.ofNullable(FAILING_CODES.get(code.trim())).orElse(APPROVED);
    }
}
