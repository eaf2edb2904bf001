package africa.paylinks.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberingPlanTest {

    @ParameterizedTest
    @ValueSource(strings = {"+233241234567", "0241234567", "233241234567", "00233241234567", "+233 24 123 4567", "(024) 123-4567",
        "+233 024 123 4567", "+233 (0)24 123 4567", "2330241234567", "\u202d+233 24 123 4567\u202c", "024\u2011123\u20094567", "024/123 45 67"})
    void readsTheWaysInWhichPeopleWriteANumberOfGhana(String written) {
        assertEquals(Optional.of("+233241234567"), NumberingPlan.GHANA.read(written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+", "0", "233", "+23276000000", "+2332412345678", "+23324123456", "241234567", "+233abcdefghi", "+233241234567;x",
        "+233024123456", "+0241234567", "0041234567890", "0041234567"})
    void refusesOtherNumbers(String written) {
        assertEquals(Optional.empty(), NumberingPlan.GHANA.read(written));
    }

    @Test
    void anotherCountryIsOneLineMore() {
        NumberingPlan withoutTrunk = new NumberingPlan("229", "", 10);
        assertEquals(Optional.of("+2299112345678"), withoutTrunk.read("9112345678"));
        assertEquals(Optional.of("+2299112345678"), withoutTrunk.read("00229 91 12 34 56 78"));
    }
}
