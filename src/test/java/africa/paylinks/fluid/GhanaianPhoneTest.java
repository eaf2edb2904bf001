package africa.paylinks.fluid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GhanaianPhoneTest {

    @ParameterizedTest
    @ValueSource(strings = {"+233241234567", "0241234567", "233241234567", "00233241234567", "+233 24 123 4567", "(024) 123-4567"})
    void readsTheWaysInWhichANumberIsWritten(String written) {
        assertEquals(Optional.of("+233241234567"), GhanaianPhone.read(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+23276000000", "+2332412345678", "+23324123456", "241234567", "+233abcdefghi", "+233241234567;x"})
    void refusesOtherNumbers(String written) {
        assertEquals(Optional.empty(), GhanaianPhone.read(written));
    }
}
