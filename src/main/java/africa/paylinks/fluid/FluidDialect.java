package africa.paylinks.fluid;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Debits;
import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.PublicAddress;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** FLUID's two API documents. They differ in shape, field names and the amount's unit. */
public enum FluidDialect {

    /** The integration guide: flat body, whole pesewas, {@code description}, a {@code callback_url} with each debit. */
    GUIDE {
        @Override
        boolean needsBank() {
            return false;
        }

        @Override
        Optional<Failure> refusal(Money amount) {
            return Optional.empty();
        }

        @Override
        JsonObject debit(PaymentTerms terms, int number, String phone, Optional<String> bank, PublicAddress address) {
            JsonObject body = Json.object()
                    .put("amount", terms.amount().minor())
                    .put("currency", terms.amount().currency())
                    .put("phone_number", phone)
                    .put("partner_reference", Debits.reference(terms.id(), number))
                    .put("description", description(terms))
                    .put("callback_url", address.webhook(FluidProvider.NAME));
            bank.ifPresent(identifier -> body.put("bank_identifier", identifier));
            return body;
        }

        @Override
        boolean isMajor(boolean integral) {
            return !integral;
        }
    },

    /** The API reference: wrapped body, decimal cedis, {@code narration}, a bank; FLUID stores the webhook URL once per account. */
    REFERENCE {
        @Override
        boolean needsBank() {
            return true;
        }

        @Override
        Optional<Failure> refusal(Money amount) {
            return amount.minor() >= 1_00 && amount.minor() <= 10_000_00
                    ? Optional.empty()
                    : Optional.of(new Failure("amount-not-supported", "FLUID accepts 1.00 to 10000.00 GHS per payment."));
        }

        @Override
        JsonObject debit(PaymentTerms terms, int number, String phone, Optional<String> bank, PublicAddress address) {
            JsonObject body = Json.object();
            JsonObject debit = body.putObject("debit_request").put("phone_number", phone);
            bank.ifPresent(identifier -> debit.put("bank_identifier", identifier));
            debit.put("amount", terms.amount().major())
                    .put("currency", terms.amount().currency())
                    .put("narration", description(terms))
                    .put("partner_reference", Debits.reference(terms.id(), number));
            return body;
        }

        @Override
        boolean isMajor(boolean integral) {
            return true;
        }
    };

    private static final int LONGEST_DESCRIPTION = 100;
    private static final int LONGEST_AMOUNT = 32;
    private static final Pattern WHOLE = Pattern.compile("[0-9]+");
    private static final BigDecimal SMALLEST_WITH_EXPONENT = BigDecimal.valueOf(10_000_000);

    /** Whether a debit requires the customer's bank. */
    abstract boolean needsBank();

    /** Why FLUID never accepts this amount; empty if the document sets no limit or the amount is within it. */
    abstract Optional<Failure> refusal(Money amount);

    /** The request body of a debit. */
    abstract JsonObject debit(PaymentTerms terms, int number, String phone, Optional<String> bank, PublicAddress address);

    /** Whether an amount is in cedis rather than pesewas; {@code integral} if it is a whole number. */
    abstract boolean isMajor(boolean integral);

    /**
     * Reads an amount of FLUID; empty if it is not a valid amount.
     *
     * <p>The reference states every amount in cedis. The guide states whole numbers ({@code 5000}) in pesewas. A number
     * with a decimal point ({@code 50.0}) is in cedis under both, as on the page that describes webhooks, unless the point
     * is there for an exponent only.
     */
    Optional<Money> amount(JsonValue value, String currency) {
        String text = value.isNumber() || value.isText() ? value.asText().trim() : "";
        if (text.isEmpty() || text.length() > LONGEST_AMOUNT) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(text);
            if (number.signum() == 0) {
                return Optional.of(Money.zero(currency));
            }
            boolean integral = isLargeDouble(number) || (value.isNumber() ? value.isIntegralNumber() : WHOLE.matcher(text).matches());
            return Optional.of(isMajor(integral)
                    ? Money.ofMajor(number, currency)
                    : new Money(number.longValueExact(), currency));
        } catch (IllegalArgumentException | ArithmeticException notAnAmount) {
            return Optional.empty();
        }
    }

    /**
     * Whether a number is spelled with an exponent because it is large, such as {@code 1.25E7}: some languages write doubles
     * from ten million on so, even whole ones. No debit has that many cedis.
     */
    private static boolean isLargeDouble(BigDecimal number) {
        return number.scale() < 0 && number.compareTo(SMALLEST_WITH_EXPONENT) >= 0;
    }

    private static String description(PaymentTerms terms) {
        return terms.descriptionLine().map(text -> CodePoints.cut(text, LONGEST_DESCRIPTION))
                .orElseGet(() -> "Order " + terms.orderId());
    }
}
