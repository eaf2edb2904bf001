package africa.paylinks.aws;

import africa.paylinks.erasure.ErasureSubject;
import africa.paylinks.erasure.ErasureSubject.OfAccount;
import africa.paylinks.erasure.ErasureSubject.OfPayment;
import africa.paylinks.erasure.ErasureSubject.OfSubscription;
import africa.paylinks.erasure.ErasureSubject.OfTransfer;
import africa.paylinks.erasure.PersonalDataStore;
import africa.paylinks.payment.StoreUnavailable;
import jakarta.inject.Singleton;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Erases personal data in DynamoDB. */
@Singleton
public final class DynamoPersonalDataStore implements PersonalDataStore {

    private static final int ATTEMPTS = 5;

    private final PaymentErasure payments;
    private final SubscriptionErasure subscriptions;
    private final AccountErasure accounts;
    private final TransferErasure transfers;

    public DynamoPersonalDataStore(DynamoDbClient client, StoreConfig config) {
        ErasureWrites writes = new ErasureWrites(client, config);
        this.payments = new PaymentErasure(writes);
        this.subscriptions = new SubscriptionErasure(writes);
        this.accounts = new AccountErasure(writes);
        this.transfers = new TransferErasure(writes);
    }

    @Override
    public Outcome erase(ErasureSubject subject, Audit audit) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Outcome> outcome = attempt(subject, audit);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        throw new StoreUnavailable("It changes faster than it can be erased: " + subject.id(), null);
    }

    private Optional<Outcome> attempt(ErasureSubject subject, Audit audit) {
        if (subject instanceof OfPayment payment) {
            return payments.erase(payment.id(), audit);
        } else if (subject instanceof OfSubscription subscription) {
            return subscriptions.erase(subscription.id(), audit);
        } else if (subject instanceof OfAccount account) {
            return accounts.erase(account.id(), audit);
        }
        return transfers.erase((OfTransfer) subject, audit);
    }
}
