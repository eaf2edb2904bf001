package africa.paylinks.paystack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaystackReferenceTest {

    @ParameterizedTest
    @ValueSource(strings = {PaystackSamples.ID, "kommo_23802129_2b4d6f7h2j4k6m7n2p4q6r7s2t"})
    void hasOnlyCharactersThatPaystackAllowsAndNamesThePaymentAgain(String id) {
        for (int attempt = 1; attempt <= PaystackReference.MAX_ATTEMPTS; attempt++) {
            String reference = PaystackReference.of(id, attempt);
            assertTrue(reference.matches("[A-Za-z0-9.=-]+"), reference);
            assertEquals(Optional.of(id), PaystackReference.paymentId(reference));
            assertTrue(PaystackReference.isOf(reference, id));
        }
        assertFalse(PaystackReference.isOf(PaystackReference.of(id), id.replace('2', '3')));
    }

    @Test
    void aReferenceOfSomebodyElseNamesNoPayment() {
        for (String foreign : new String[] {"", "-", "-x", "T685312322670591.7", "pay-x.1", "pay-x.22", "a b", "x".repeat(51), "pay=1", "é"}) {
            assertEquals(Optional.empty(), PaystackReference.paymentId(foreign), foreign);
        }
    }
}
