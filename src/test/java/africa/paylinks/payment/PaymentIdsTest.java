package africa.paylinks.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaymentIdsTest {

    private final PaymentIds ids = new PaymentIds(new SecureRandom());

    @Test
    void idsAreShortEnoughForEveryProviderAndNeverTheSame() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String id = ids.next();
            assertTrue(id.matches("pay_[a-z2-7]{26}"), id);
            seen.add(id);
        }
        assertEquals(10_000, seen.size());
    }

    @Test
    void everyLetterOfTheAlphabetIsUsed() {
        Set<Integer> letters = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            ids.randomText().chars().forEach(letters::add);
        }
        assertEquals(32, letters.size());
    }
}
