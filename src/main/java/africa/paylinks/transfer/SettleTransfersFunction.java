package africa.paylinks.transfer;

import africa.paylinks.notification.OutboxRecord;
import africa.paylinks.notification.StreamBatch;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.queue.BatchAnswer;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Lambda function for the table's stream: carries what became of a payment to the transfer that it collects for. */
@Singleton
public class SettleTransfersFunction {

    private static final Logger LOG = Logger.getLogger(SettleTransfersFunction.class);

    private final TransferSettlement settlement;

    public SettleTransfersFunction(TransferSettlement settlement) {
        this.settlement = settlement;
    }

    /** Settles the transfers of a batch and reports where the stream must be redelivered. */
    @Funq("settle-transfers")
    public BatchAnswer settle(StreamBatch batch) {
        for (StreamBatch.Change change : batch.records()) {
            try {
                transferOf(change).ifPresent(settlement::settle);
            } catch (StoreUnavailable busy) {
                LOG.warnf("transfer-settlement-postponed: %s", busy.getMessage());
                return BatchAnswer.failed(List.of(change.dynamodb().sequenceNumber()));
            } catch (RuntimeException failed) {
                // It must not block the records behind it: the reconciler checks the transfer again.
                LOG.error("transfer-settlement-failed", failed);
            }
        }
        return BatchAnswer.failed(List.of());
    }

    private static Optional<String> transferOf(StreamBatch.Change change) {
        return change.dynamodb() == null || !"INSERT".equals(change.eventName()) ? Optional.empty()
                : OutboxRecord.read(change.dynamodb().newImage()).flatMap(record -> TransferPayments.transferId(record.paymentId()));
    }
}
