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
            boolean ofLink = paymentId.filter(LinkPayment::is).isPresent();
            try {
                paymentId.ifPresent(ofLink ? links::settle : this::settleTransfer);
            } catch (StoreUnavailable busy) {
                LOG.warnf("%s-settlement-postponed: %s", ofLink ? "link" : "transfer", busy.getMessage());
                return BatchAnswer.failed(List.of(change.dynamodb().sequenceNumber()));
            } catch (RuntimeException failed) {
                // It must not block the records behind it: the reconciler checks a transfer again, and a full link its claims.
                LOG.errorf(failed, "%s-settlement-failed", ofLink ? "link" : "transfer");
            }
        }
        return BatchAnswer.failed(List.of());
    }

    private void settleTransfer(String paymentId) {
        TransferPayments.transferId(paymentId).ifPresent(transfers::settle);
    }

    private static Optional<String> paymentOf(StreamBatch.Change change) {
        return change.dynamodb() == null || !"INSERT".equals(change.eventName()) ? Optional.empty()
                : OutboxRecord.read(change.dynamodb().newImage()).map(OutboxRecord::paymentId);
    }
}
