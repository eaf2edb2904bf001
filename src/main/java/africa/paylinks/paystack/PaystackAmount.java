package africa.paylinks.paystack;

import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Currencies;
import africa.paylinks.payment.Money;
import africa.paylinks.provider.ProviderFee;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;

/** Amounts in hundredths of the currency's major unit, which Paystack uses even for XOF, a currency without decimals. */
final class PaystackAmount {

    private static final int DECIMALS = 2;
    private static final int MAX_DIGITS = 18;

    private PaystackAmount() {
    }

    /** Whether hundredths can express every amount in the currency. */
    static boolean supports(String currency) {
        return Currencies.decimals(currency).orElse(DECIMALS + 1) <= DECIMALS;
    }

    static long subunits(Money money) {
        return money.major().movePointRight(DECIMALS).longValueExact();
    }

    /** The fields {@code amount} and {@code currency}; a fraction of a minor unit is dropped. Empty if unreadable. */
    static Optional<Money> read(JsonValue object) {
        return read(object, "amount");
    }

    static Optional<Money> read(JsonValue object, String field) {
        try {
            Optional<BigDecimal> subunits = Json.text(object, field).map(BigDecimal::new)
                    .filter(amount -> amount.signum() >= 0 && amount.precision() <= MAX_DIGITS && Math.abs((long) amount.scale()) <= MAX_DIGITS);
            return subunits.flatMap(amount -> Json.text(object, "currency").map(currency ->
                    money(amount.movePointLeft(DECIMALS), currency.trim().toUpperCase(Locale.ROOT))));
        } catch (IllegalArgumentException | ArithmeticException unreadable) {
            return Optional.empty();
        }
    }

    /** The field {@code fees} of a transaction with this amount. */
    static Optional<Money> fee(JsonValue transaction, Optional<Money> paid) {
        return ProviderFee.read(PaystackProvider.NAME, Json.text(transaction, "fees"), DECIMALS, paid);
    }

    private static Money money(BigDecimal major, String currency) {
        int decimals = Currencies.decimals(currency).orElseThrow(() -> new IllegalArgumentException("Unknown currency"));
        return new Money(major.setScale(decimals, RoundingMode.DOWN).movePointRight(decimals).longValueExact(), currency);
    }
}
