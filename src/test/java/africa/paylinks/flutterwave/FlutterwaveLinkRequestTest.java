package africa.paylinks.flutterwave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.flutterwave.FlutterwaveConfig.Dialect;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonValue;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentTerms;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlutterwaveLinkRequestTest {

    private static final String BACK = "https://pay.shop.example/pay/pay_2b4d6f7h2j4k6m7n2p4q6r7s2t";

    @Test
    void theArticlesFormNamesTheLinkAndListsMetadata() {
        assertEquals("/payment-links", FlutterwaveLinkRequest.path(Dialect.ARTICLE));
        assertEquals("{\"tx_ref\":\"pay_2b4d6f7h2j4k6m7n2p4q6r7s2t\",\"amount\":150.00,\"currency\":\"NGN\",\"redirect_url\":\"" + BACK
                + "\",\"customer\":{\"email\":\"ada@example.com\",\"name\":\"Ada\",\"phonenumber\":\"+2348000000000\"},\"name\":\"Two tickets\","
                + "\"is_permanent\":false,\"meta\":[{\"metaname\":\"agent\",\"metavalue\":\"a\"},{\"metaname\":\"cart\",\"metavalue\":\"7\"}]}",
                body(Dialect.ARTICLE, FlutterwaveSamples.terms()));
    }

    @Test
    void theStandardFormHasATitleAndFlatMetadata() {
        assertEquals("/payments", FlutterwaveLinkRequest.path(Dialect.STANDARD));
        assertEquals("{\"tx_ref\":\"pay_2b4d6f7h2j4k6m7n2p4q6r7s2t\",\"amount\":150.00,\"currency\":\"NGN\",\"redirect_url\":\"" + BACK
                + "\",\"customer\":{\"email\":\"ada@example.com\",\"name\":\"Ada\",\"phonenumber\":\"+2348000000000\"},"
                + "\"session_duration\":60,\"max_retry_attempt\":10,\"customizations\":{\"title\":\"Two tickets\"},\"meta\":{\"agent\":\"a\",\"cart\":\"7\"}}",
                body(Dialect.STANDARD, FlutterwaveSamples.terms()));
    }

    @Test
    void fieldsTheMerchantDidNotSetAreOmitted() {
        PaymentTerms terms = FlutterwaveSamples.terms();
        PaymentTerms least = new PaymentTerms(terms.id(), terms.merchant(), terms.orderId(), terms.provider(), terms.method(), terms.amount(),
                new Customer(Optional.empty(), Optional.of("ada@example.com"), Optional.empty(), Optional.empty()), Optional.empty(),
                Optional.empty(), Map.of(), terms.createdAt(), terms.expiresAt());
        assertEquals("{\"tx_ref\":\"pay_2b4d6f7h2j4k6m7n2p4q6r7s2t\",\"amount\":150.00,\"currency\":\"NGN\",\"redirect_url\":\"" + BACK
                + "\",\"customer\":{\"email\":\"ada@example.com\"},\"name\":\"Order ord-1\",\"is_permanent\":false}", body(Dialect.ARTICLE, least));
    }

    @ParameterizedTest
    @CsvSource({"P3D,1440,10", "PT24H,1440,10", "PT45M,45,9", "PT45M59S,45,9", "PT20M,20,4", "PT5M,5,1", "PT30S,1,1"})
    void thePageIsOpenAsLongAsThePayment(Duration open, long minutes, long retries) {
        PaymentTerms terms = FlutterwaveSamples.terms();
        PaymentTerms limited = new PaymentTerms(terms.id(), terms.merchant(), terms.orderId(), terms.provider(), terms.method(), terms.amount(),
                terms.customer(), terms.description(), terms.redirectUrl(), terms.metadata(), terms.createdAt(), terms.createdAt().plus(open));
        JsonValue body = FlutterwaveLinkRequest.body(Dialect.STANDARD, limited, BACK);
        assertEquals(minutes, body.path("session_duration").longValue());
        assertEquals(retries, body.path("max_retry_attempt").longValue());
        assertTrue(FlutterwaveLinkRequest.body(Dialect.ARTICLE, limited, BACK).path("session_duration").isMissing());
    }

    @ParameterizedTest
    @CsvSource({"0.01,NGN,0.01", "1,NGN,1.00", "10000.00,NGN,10000.00", "5000,XOF,5000", "1,UGX,1", "9999999999999.99,USD,9999999999999.99",
            "999999999999999,RWF,999999999999999"})
    void amountsAreNumbersInMajorUnitsWithTheCurrencysDecimals(String amount, String currency, String onTheWire) {
        for (Dialect dialect : Dialect.values()) {
            String body = body(dialect, FlutterwaveSamples.terms(amount, currency, PaymentMethod.CARD));
            assertTrue(body.contains("\"amount\":" + onTheWire + ","), body);
        }
    }

    @ParameterizedTest
    @CsvSource({"MOMO,GHS,mobilemoneyghana", "MOMO,KES,mpesa", "MOMO,XOF,mobilemoneyfranco", "MOMO,NGN,", "CARD,NGN,",
            "BANK_TRANSFER,NGN,'banktransfer, account'"})
    void theMethodAskedForNarrowsTheStandardPage(PaymentMethod method, String currency, String options) {
        assertEquals(Optional.ofNullable(options), Json.text(FlutterwaveLinkRequest.body(Dialect.STANDARD,
                FlutterwaveSamples.terms("100", currency, method), BACK), "payment_options"));
    }

    private static String body(Dialect dialect, PaymentTerms terms) {
        return Json.write(FlutterwaveLinkRequest.body(dialect, terms, BACK));
    }
}
