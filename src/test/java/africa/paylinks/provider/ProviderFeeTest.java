package africa.paylinks.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.payment.Money;
import africa.paylinks.reconciliation.LoggedLines;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderFeeTest {

    private static final Optional<Money> DOLLARS = Optional.of(new Money(15000, "USD"));

    @ParameterizedTest
    @CsvSource({"5.7,570", "0,0", "0.00,0", "150,15000", "5.704,570", "5.705,571", "1.5e2,15000", "' 5.7 ',570"})
    void aFeeIsRoundedToTheMinorUnit(String stated, long cents) {
        assertEquals(Optional.of(new Money(cents, "USD")), ProviderFee.read("flutterwave", Optional.of(stated), 0, DOLLARS));
    }

    @Test
    void aFeeInHundredthsIsOneInEveryCurrency() {
        assertEquals(Optional.of(new Money(570, "USD")), ProviderFee.read("acacia", Optional.of("570"), 2, DOLLARS));
        assertEquals(Optional.of(new Money(6, "XOF")), ProviderFee.read("acacia", Optional.of("570"), 2, Optional.of(new Money(150, "XOF"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.01", "150.01", "five", "NaN", "1e2000000000", "1e-2000000000", "1e400", "0x1"})
    void anImplausibleFeeIsIgnoredAndLogged(String stated) {
        List<String> lines = LoggedLines.of(ProviderFee.class, () ->
                assertEquals(Optional.empty(), ProviderFee.read("flutterwave", Optional.of(stated), 0, DOLLARS))).stream().map(LoggedLines::text).toList();
        assertEquals(List.of("provider-fee-ignored provider=flutterwave: the fee is not a number from zero to the amount paid"), lines);
    }

    @Test
    void withoutAFeeOrAnAmountThereIsNothingToReadOrToLog() {
        assertEquals(List.of(), LoggedLines.of(ProviderFee.class, () -> {
            assertEquals(Optional.empty(), ProviderFee.read("flutterwave", Optional.empty(), 0, DOLLARS));
            assertEquals(Optional.empty(), ProviderFee.read("flutterwave", Optional.of("5.7"), 0, Optional.empty()));
        }));
    }
}
