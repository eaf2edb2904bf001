package africa.paylinks.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransferLimitsTest {

    @Test
    void theFirstRuleThatMatchesMerchantAndCurrencyApplies() {
        TransferLimits limits = new TransferLimits("shop/GHS=min:1,max:500,day:2000,count:20,zone:Africa/Nairobi; */GHS=max:7;*/XOF=max:100000");
        assertEquals(new TransferLimit(OptionalLong.of(1_00), OptionalLong.of(500_00), OptionalLong.of(2000_00), OptionalLong.of(20),
                ZoneId.of("Africa/Nairobi")), limits.of("shop", "GHS"));
        assertEquals(new TransferLimit(OptionalLong.empty(), OptionalLong.of(7_00), OptionalLong.empty(), OptionalLong.empty(), ZoneOffset.UTC),
                limits.of("other", "GHS"));
        // A franc has no smaller unit.
        assertEquals(OptionalLong.of(100_000), limits.of("shop", "XOF").max());
        assertEquals(TransferLimit.NONE, limits.of("shop", "NGN"));
        assertEquals(TransferLimit.NONE, new TransferLimits("").of("shop", "GHS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop=max:1", "shop/GHS=", "shop/GHS=max", "shop/GHS=max:x", "shop/GHS=most:1", "shop/GHS=zone:Nowhere/At-All",
        "shop/ABC=max:1", "shop/GHS=count:1.5", "shop/GHS=max:1;nonsense"})
    void aRuleThatCannotBeReadStopsTransfersRatherThanLetOnePassWithoutItsLimit(String rules) {
        IllegalArgumentException unreadable = assertThrows(IllegalArgumentException.class, () -> new TransferLimits(rules));
        assertTrue(unreadable.getMessage().contains("paylinks.transfers.limits"), unreadable.getMessage());
    }
}
