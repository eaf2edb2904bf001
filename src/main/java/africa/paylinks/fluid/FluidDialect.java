package africa.paylinks.fluid;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.CodePoints;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.PublicAddress;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** FLUID's two descriptions of its API: shape, field names and unit of the amount belong together and change together. */
public enum FluidDialect {

    /** The integration guide: flat, whole pesewas, {@code description}, a {@code callback_url} with each debit. */
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
        JsonObject debit(PaymentTerms terms, String phone, Optional<String> bank, PublicAddress address) {
            JsonObject body = Json.object()
                    .put("amount", terms.amount().minor())
                    .put("currency", terms.amount().currency())
                    .put("phone_number", phone)
                    .put("partner_reference", terms.id())
                    .put("description", description(terms))
                    .put("callback_url", address.webhook(FluidProvider.NAME));
            bank.ifPresent(identifier -> body.put("bank_identifier", identifier));
            return body;
        }

        @Override
        boolean isMajor(boolean whole) {
            return !whole;
        }
    },

    /** The API reference: wrapped, decimal cedis, {@code narration}, a bank; webhooks go where FLUID was told once. */
    REFERENCE {
        @Override
        boolean needsBank() {
            return true;
        }

        @Override
        Optional<Failure> refusal(Money amount) {
            return amount.minor() >= 1_00 && amount.minor() <= 10_000_00
                    ? Optional.empty()
                    : Optional.of(new Failure("amount-not-supported", "FLUID takes 1.00 to 10000.00 GHS at a time."));
        }

        @Override
        JsonObject debit(PaymentTerms terms, String phone, Optional<String> bank, PublicAddress address) {
            JsonObject body = Json.object();
            JsonObject debit = body.putObject("debit_request").put("phone_number", phone);
            bank.ifPresent(identifier -> debit.put("bank_identifier", identifier));
            debit.put("amount", terms.amount().major())
                    .put("currency", terms.amount().currency())
                    .put("narration", description(terms))
                    .put("partner_reference", terms.id());
            return body;
        }

        @Override
        boolean isMajor(boolean whole) {
            return true;
        }
    };

    private static final int LONGEST_DESCRIPTION = 100;
    private static final int LONGEST_AMOUNT = 32;
    private static final Pattern WHOLE = Pattern.compile("[0-9]+");

    /** Whether a debit names the customer's bank. */
    abstract boolean needsBank();

    /** Why this amount can never be asked for, where the description says so. */
    abstract Optional<Failure> refusal(Money amount);

    /** The body that asks for a debit. */
    abstract JsonObject debit(PaymentTerms terms, String phone, Optional<String> bank, PublicAddress address);

    /** Whether an amount is in cedis, by whether it is written as a whole number. */
    abstract boolean isMajor(boolean whole);

    /**
     * Reads an amount that FLUID states; empty when it is not one.
     *
     * <p>Under the reference every amount is in cedis. Under the guide a whole number ({@code 5000}) is in the guide's
     * pesewas; one written with a decimal point ({@code 50.0}) cannot be, and is in cedis as on the page that describes
     * webhooks, which knows no other form.
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
            boolean whole = value.isNumber() ? value.isIntegralNumber() : WHOLE.matcher(text).matches();
            return Optional.of(isMajor(whole)
                    ? Money.ofMajor(number, currency)
                    : new Money(number.longValueExact(), currency));
        } catch (IllegalArgumentException | ArithmeticException notAnAmount) {
            return Optional.empty();
        }
    }

    private static String description(PaymentTerms terms) {
        return terms.descriptionLine().map(text -> CodePoints.cut(text, LONGEST_DESCRIPTION))
                .orElseGet(() -> "Order " + terms.orderId());
    }
}
