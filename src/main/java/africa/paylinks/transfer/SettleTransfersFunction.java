package africa.paylinks.transfer;

import africa.paylinks.notification.OutboxRecord;
import africa.paylinks.notification.StreamBatch;
import africa.paylinks.payment.LinkPayment;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.queue.BatchAnswer;
import africa.paylinks.reusablelink.LinkSettlement;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Lambda function for the table's stream: carries what became of a payment to the transfer that it collects for, or to the
 * reusable link that it was made from. One function does both, because a shard of the stream serves few readers.
 */
@Singleton
public class SettleTransfersFunction {

    private static final Logger LOG = Logger.getLogger(SettleTransfersFunction.class);

    private final TransferSettlement transfers;
    private final LinkSettlement links;

    public SettleTransfersFunction(TransferSettlement transfers, LinkSettlement links) {
        this.transfers = transfers;
        this.links = links;
    }

    /** Settles the transfers and reusable links of a batch and reports where the stream must be redelivered. */
    @Funq("settle-transfers")
    public BatchAnswer settle(StreamBatch batch) {
        for (StreamBatch.Change change : batch.records()) {
            Optional<String> paymentId = paymentOf(change);
            if (!paymentId.map(id -> LinkPayment.is(id) ? settleLink(id) : settleTransfer(id)).orElse(true)) {
                return BatchAnswer.failed(List.of(change.dynamodb().sequenceNumber()));
            }
        }
        return BatchAnswer.failed(List.of());
    }

    /** Returns false when the store did not answer. Any other failure must not block the records behind it. */
    private boolean settleTransfer(String paymentId) {
        try {
            TransferPayments.transferId(paymentId).ifPresent(transfers::settle);
        } catch (StoreUnavailable busy) {
            LOG.warnf("transfer-settlement-postponed: %s", busy.getMessage());
            return false;
        } catch (RuntimeException failed) {
            // The reconciler checks the transfer again.
            LOG.error("transfer-settlement-failed", failed);
        }
        return true;
    }

    private boolean settleLink(String paymentId) {
        try {
            links.settle(paymentId);
        } catch (StoreUnavailable busy) {
            LOG.warnf("link-settlement-postponed: %s", busy.getMessage());
            return false;
        } catch (RuntimeException failed) {
            // A link whose limit is reached checks its overdue claims again.
            LOG.error("link-settlement-failed", failed);
        }
        return true;
    }

    private static Optional<String> paymentOf(StreamBatch.Change change) {
        if (change.dynamodb() == null || !"INSERT".equals(change.eventName())) {
            return Optional.empty();
        }
        try {
            return OutboxRecord.read(change.dynamodb().newImage()).map(OutboxRecord::paymentId);
        } catch (RuntimeException unreadable) {
            LOG.error("transfer-settlement-failed", unreadable);
            return Optional.empty();
        }
    }
}
