package africa.paylinks.payment;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerTest {

    @ParameterizedTest
    @ValueSource(strings = {"ada@example.com", "a.da+tag@mail.example.co", "o'neill@example.com", "zo\u00eb@example.com",
        "ada@xn--bcher-kva.example", "1@2.example", "_@a-b.example"})
    void addressesOfPeople(String email) {
        assertTrue(Customer.isEmail(email));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@", "ada", "ada@", "@example.com", "ada@example..com", "ada@.example.com", "ada@example.com.", ".ada@example.com",
        "ada.@example.com", "a..da@example.com", "ada@-x.example", "ada@x-.example", "\u200bada@example.com", "ada\u00a0@example.com",
        "ada@example.com\u200b", "ad a@example.com", "ad@a@example.com", "ada@exam_ple.com", "ada@127.0.0.1", "<ada@example.com>",
        "ada,b@example.com", "ada\ud83d@example.com"})
    void anUndeliverableAddressIsInvalid(String email) {
        assertFalse(Customer.isEmail(email));
    }

    @Test
    void eachPartHasItsLongestLength() {
        assertTrue(Customer.isEmail("a".repeat(64) + "@example.com"));
        assertFalse(Customer.isEmail("a".repeat(65) + "@example.com"));
        assertTrue(Customer.isEmail("a@" + "b".repeat(63) + ".com"));
        assertFalse(Customer.isEmail("a@" + "b".repeat(64) + ".com"));
        String longest = "a@" + ("b".repeat(61) + ".").repeat(4) + "com";
        assertTrue(longest.length() == 253 && Customer.isEmail(longest));
        assertFalse(Customer.isEmail("aaaa" + longest.replace(".com", ".comm")));
    }
}
