package africa.paylinks.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhoneNumbersTest {

    @ParameterizedTest
    @CsvSource({"0241234567, GHS, +233241234567", "233241234567, GHS, +233241234567", "+233 024 123 4567, , +233241234567",
        "'\u202a+233 24 123 4567\u202c', XOF, +233241234567", "233241234567, XOF, +233241234567", "00233 24 123 4567, , +233241234567",
        "0803 123 4567, NGN, +2348031234567", "+234 0803 123 4567, , +2348031234567", "076 000000, SLE, +23276000000", "0712345678, KES, +254712345678",
        "+229 01 97 12 34 56, XOF, +2290197123456", "+229 97 12 34 56, XOF, +2290197123456", "229 97 12 34 56, XOF, +2290197123456"})
    void readsNumbersAsPeopleWriteThem(String written, String currency, String expected) {
        assertEquals(Optional.of(expected), PhoneNumbers.read(written, Optional.ofNullable(currency)));
    }

    @ParameterizedTest
    @CsvSource({"0241234567, XOF", "0241234567, ", "97123456, XOF", "hello, GHS", "'', GHS", "12, NGN"})
    void guessesNoCountry(String written, String currency) {
        assertEquals(Optional.empty(), PhoneNumbers.read(written, Optional.ofNullable(currency)));
    }

    @ParameterizedTest
    @CsvSource({"+4915112345678, GHS", "+2341234567, NGN", "+12025550123, "})
    void keepsNumbersOfOtherCountriesAndLengths(String written, String currency) {
        assertEquals(Optional.of(written), PhoneNumbers.read(written, Optional.ofNullable(currency)));
    }
}
