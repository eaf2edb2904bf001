package africa.paylinks.fluid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.ProviderReference;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.StatusLookup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The debit of a transfer has a reference of its own kind at FLUID. */
class FluidTransferTest {

    @ParameterizedTest
    @EnumSource(FluidDialect.class)
    void theDebitOfATransferNamesTheTransfer(FluidDialect dialect) {
        AdjustableClock clock = new AdjustableClock(SamplePayments.NOW);
        try (FluidFixture fixture = new FluidFixture(clock, dialect)) {
            String transfer = SamplePayments.IDS.next("trf");
            PaymentTerms terms = new PaymentTerms("pay_p2p_" + transfer.substring(4), "shop", transfer, "fluid", PaymentMethod.MOMO,
                    new Money(50_00, "GHS"), new Customer(Optional.empty(), Optional.empty(), Optional.of("+233244444444"), Optional.of("TST")),
                    Optional.of("To Ama: Rent"), Optional.empty(), Map.of(), clock.instant(), clock.instant().plus(Duration.ofHours(1)));
            LinkCreator.Created created = assertInstanceOf(LinkCreator.Created.class, fixture.provider().createLink(terms, fixture.address()));
            assertTrue(fixture.knows("P2P-" + transfer));
            assertFalse(fixture.knows(terms.id()));
            // A repetition counts as the same debit.
            assertInstanceOf(LinkCreator.Created.class, fixture.provider().createLink(terms, fixture.address()));
            assertEquals(1, fixture.orders());
            Payment payment = new Payment(terms, PaymentStatus.PENDING, Optional.empty(), created.providerReference(), Optional.empty(),
                    Money.zero("GHS"), Money.zero("GHS"), Map.of(), clock.instant());
            assertInstanceOf(StatusLookup.Known.class, fixture.provider().lookUp(payment, Optional.empty()));
            byte[] webhook = ("{\"event\":\"transaction.completed\",\"event_id\":\"e-1\",\"data\":{\"partner_reference\":\"P2P-" + transfer
                    + "\",\"reference\":\"f-1\",\"status\":\"completed\",\"amount\":\"50.00\",\"currency\":\"GHS\"}}").getBytes(StandardCharsets.UTF_8);
            assertEquals(terms.id(), FluidWebhook.read(webhook, dialect).reference());
        }
        assertEquals("pay_other", ProviderReference.paymentId("pay_other"));
    }
}
