package africa.paylinks.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.payment.Customer;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.Route;
import africa.paylinks.provider.Provider;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.ProviderRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RoutingTest {

    private static final Optional<PaymentMethod> MOMO = Optional.of(PaymentMethod.MOMO);
    private static final Optional<PaymentMethod> CARD = Optional.of(PaymentMethod.CARD);
    private static final ProviderRegistry PROVIDERS = new ProviderRegistry(List.of(
            new Named("phones", List.of(PaymentMethod.MOMO), Set.of("GHS", "XOF")),
            new Named("cards", List.of(PaymentMethod.CARD, PaymentMethod.MOMO), Set.of("GHS", "NGN", "USD"))));

    /** Values that any other implementation has to agree with: {@code printf %s ID | sha256sum}, eight digits, modulo 100. */
    @Test
    void aCustomersBucketIsTheSameOnEveryRunAndMachine() {
        Map.of("ada@example.com", 45, "+233241234567", 61, "ord-1", 45, "customer-42", 55, "kofi", 23)
                .forEach((id, bucket) -> assertEquals(bucket, Bucket.of(id), id));
    }

    @Test
    void theCustomersIdDecidesThenTheMailThenThePhoneThenTheOrder() {
        Optional<String> mail = Optional.of("ADA@example.com");
        Optional<String> phone = Optional.of("+233241234567");
        Optional<String> none = Optional.empty();
        assertEquals(55, Bucket.of(new Customer(Optional.of(" customer-42 "), none, mail, phone, none), "ord-9"));
        assertEquals(45, Bucket.of(new Customer(none, mail, phone, none), "ord-9"));
        assertEquals(61, Bucket.of(new Customer(Optional.of("Ada"), none, phone, none), "ord-9"));
        assertEquals(45, Bucket.of(new Customer(Optional.of("Ada"), none, none, none), "ord-1"));
    }

    @Tag("slow")
    @Test
    void aHundredThousandCustomersAtTenPercentAreTenPercent() {
        for (String form : List.of("customer-%d", "user%d@example.com", "+2332%08d")) {
            Routing routing = routing("GHS=phones:10,cards");
            long taken = IntStream.range(0, 100_000).filter(number -> chosen(routing, MOMO, String.format(form, number)).equals("phones")).count();
            assertTrue(taken >= 9_500 && taken <= 10_500, form + ": " + taken);
        }
    }

    @Test
    void aCustomerIncludedAtAPercentageIsIncludedAtEveryHigherOne() {
        for (int percentage = 0; percentage < 100; percentage += 5) {
            Routing now = routing("GHS=phones:" + percentage + ",cards");
            Routing later = routing("GHS=phones:" + (percentage + 5) + ",cards");
            for (int number = 0; number < 500; number++) {
                String id = "customer-" + number;
                assertTrue(!chosen(now, MOMO, id).equals("phones") || chosen(later, MOMO, id).equals("phones"), id);
            }
        }
        assertEquals("cards", chosen(routing("GHS=phones:0,cards"), MOMO, "kofi"));
        assertEquals("cards", chosen(routing("GHS=phones:23,cards"), MOMO, "kofi"));
        assertEquals("phones", chosen(routing("GHS=phones:24,cards"), MOMO, "kofi"));
    }

    @Test
    void theFirstRuleThatFitsCounts() {
        Routing routing = routing(" GHS/card = cards;\n XOF = phones ; GHS/momo=phones:100,cards; */momo=cards:50,phones;");
        assertEquals(List.of("GHS/card=cards", "XOF=phones", "GHS/momo=phones,cards", "*/momo=cards:50,phones"),
                routing.rules().stream().map(RoutingRule::text).toList());
        assertEquals(new Route("GHS/card=cards", 23), choice(routing, "GHS", CARD).orElseThrow().route());
        assertEquals(new Route("GHS/momo=phones,cards", 23), choice(routing, "GHS", MOMO).orElseThrow().route());
        assertEquals(new Route("XOF=phones", 23), choice(routing, "XOF", Optional.empty()).orElseThrow().route());
        assertEquals(new Route("*/momo=cards:50,phones", 23), choice(routing, "NGN", MOMO).orElseThrow().route());
        assertTrue(choice(routing, "NGN", CARD).isEmpty());
        assertTrue(choice(routing, "GHS", Optional.empty()).isEmpty());
        assertTrue(choice(routing(""), "GHS", MOMO).isEmpty());
    }

    @Test
    void unsupportedRequestsGoToTheFallbackAndThePercentageIsNeverExceeded() {
        assertEquals("cards", chosen(routing("GHS=phones,cards"), CARD, "kofi"));
        assertEquals("phones", chosen(routing("GHS=phones"), CARD, "kofi"));
        assertEquals("phones", chosen(routing("GHS=cards:10,phones"), CARD, "kofi"));
    }

    @Test
    void everyFaultOfTheRulesIsNamedAndNoRuleIsInForce() {
        Map.ofEntries(
                Map.entry("GHS=fones", "'GHS=fones' names the provider 'fones', which is not one of cards, phones"),
                Map.entry("GHS=cards,fones", "names the provider 'fones'"),
                Map.entry("GHS=cards:101,phones", "has the percentage 101, which is not between 0 and 100"),
                Map.entry("GHS=cards:-1,phones", "is not a valid rule"),
                Map.entry("GHS=cards:10.5,phones", "is not a valid rule"),
                Map.entry("GHS=cards:10", "does not cover the other 90 %"),
                Map.entry("GHS=cards:10,cards", "falls back to cards itself"),
                Map.entry("XOF=cards", "names cards, which does not support XOF"),
                Map.entry("GHS/card=cards:50,phones", "names phones, which does not support card"),
                Map.entry("GHS/cash=cards", "names the method 'cash', which is not one of momo, card, in-app, bank-transfer"),
                Map.entry("QQQ=cards", "names QQQ, which is not a currency"),
                Map.entry("*=cards;GHS=phones", "'GHS=phones' never applies, because '*=cards' precedes it"),
                Map.entry("cards", "is not a valid rule")).forEach((rules, fault) -> {
                    Routing routing = routing("NGN=cards;" + rules);
                    assertTrue(routing.fault().orElseThrow().contains(fault), routing.fault().get());
                    assertEquals(List.of(), routing.rules());
                    assertEquals(routing.fault().get(),
                            assertThrows(ProviderNotConfigured.class, () -> choice(routing, "NGN", CARD)).getMessage());
                });
        assertEquals("paylinks.routing.rules: 'GHS=a' names the provider 'a', which is not one of cards, phones; "
                + "'XOF=b' names the provider 'b', which is not one of cards, phones.", routing("GHS=a;XOF=b").fault().orElseThrow());
    }

    private static Routing routing(String rules) {
        return new Routing(() -> Optional.of(rules), PROVIDERS);
    }

    private static Optional<Routing.Choice> choice(Routing routing, String currency, Optional<PaymentMethod> method) {
        return routing.choose(currency, method, customer("kofi"), "ord-1");
    }

    private static String chosen(Routing routing, Optional<PaymentMethod> method, String customer) {
        return routing.choose("GHS", method, customer(customer), "ord-1").orElseThrow().provider();
    }

    private static Customer customer(String id) {
        return new Customer(Optional.of(id), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private record Named(String name, List<PaymentMethod> methods, Set<String> currencies) implements Provider {
    }
}
