package africa.paylinks.transfer;

import static africa.paylinks.transfer.TransferFixture.answer;

import africa.paylinks.CrashPoint;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.idempotency.IdempotencyStore;
import africa.paylinks.link.LinkConfig;
import africa.paylinks.link.LinkCreation;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.routing.Routing;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Transfers from a phone to an account of owner {@code b}, with a played provider. */
public final class PhoneTransferFixture {

    final TransferFixture transfers;
    final PhoneProvider provider = new PhoneProvider();
    final DynamoPaymentStore payments;
    final String recipient;
    private final IdempotencyStore creations;

    public PhoneTransferFixture(TransferFixture transfers) {
        this.transfers = transfers;
        this.payments = new DynamoPaymentStore(transfers.client, transfers.table);
        this.creations = new DynamoIdempotencyStore(transfers.client, transfers.table, transfers.clock, SamplePayments.IDS);
        this.recipient = transfers.account("b");
    }

    TransferService service(CrashPoint crash) {
        TransferStore store = crash.between(TransferStore.class, transfers.transfers);
        ProviderRegistry providers = new ProviderRegistry(List.of(crash.between(CustomerDebit.class, provider)));
        LinkConfig config = new LinkConfig() {
            @Override
            public String stage() {
                return "prod";
            }

            @Override
            public Optional<URI> publicUrl() {
                return Optional.empty();
            }

            @Override
            public Duration linkLife() {
                return Duration.ofHours(24);
            }
        };
        LinkCreation links = new LinkCreation(crash.between(IdempotencyStore.class, creations), crash.between(PaymentStore.class, payments), providers,
                new Routing(Optional::empty, providers), SamplePayments.IDS, transfers.clock, config, merchant -> Optional.empty(),
                new RecordedMetrics(transfers.clock).metrics());
        return new TransferService(new TransferPlanner(transfers.accounts, store, providers, SamplePayments.IDS, transfers.config), store,
                () -> links, transfers.clock, transfers.metrics.metrics());
    }

    TransferSettlement settlement(CrashPoint crash) {
        return new TransferSettlement(crash.between(TransferStore.class, transfers.transfers), crash.between(PaymentStore.class, payments),
                transfers.config, transfers.clock);
    }

    ApiRequest request(String key, String amount) {
        return transfers.post("/transfers", Map.of(), key, "{\"from\":{\"phone\":\"+233241234567\",\"name\":\"Kofi\"},\"to\":{\"account\":\"" + recipient
                + "\"},\"amount\":\"" + amount + "\",\"currency\":\"GHS\",\"provider\":\"fluid\",\"description\":\"Rent\"}");
    }

    ApiResponse collect() {
        return answer(service(CrashPoint.never())::create, request(UUID.randomUUID().toString(), "50.00"));
    }

    /** A transfer whose sender was asked to pay. */
    public String collecting() {
        return TransferFixture.json(collect()).path("id").asText();
    }

    /** Its payment changes; the transfer is not told. */
    public void raise(String transfer, PaymentStatus status) {
        PaymentTerms terms = payments.find(TransferPayments.paymentId(transfer)).orElseThrow().terms();
        payments.raise(new StatusEvent(terms.id(), "fluid", status, Cause.WEBHOOK, transfers.clock.instant(),
                Optional.of(terms.amount()).filter(any -> status.isPaid()), Optional.empty(),
                status == PaymentStatus.FAILED ? Optional.of(new Failure("declined", "No.")) : Optional.empty(), Map.of()));
    }

    /** The end of its payment reaches the transfer. */
    public void settle(String transfer) {
        settlement(CrashPoint.never()).settle(transfer).orElseThrow();
    }
}
