package africa.paylinks.erasure;

import africa.paylinks.erasure.ErasureCursor.Position;
import africa.paylinks.erasure.ErasureSubject.OfAccount;
import africa.paylinks.erasure.ErasureSubject.OfPayment;
import africa.paylinks.erasure.ErasureSubject.OfSubscription;
import africa.paylinks.erasure.ErasureSubject.OfTransfer;
import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.AccountPage;
import africa.paylinks.ledger.AccountStore;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentPage;
import africa.paylinks.payment.PaymentSearch;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.subscription.Subscription;
import africa.paylinks.subscription.SubscriptionPage;
import africa.paylinks.subscription.SubscriptionSearch;
import africa.paylinks.subscription.SubscriptionStore;
import africa.paylinks.transfer.Transfer;
import africa.paylinks.transfer.TransferPage;
import africa.paylinks.transfer.TransferSearch;
import africa.paylinks.transfer.TransferStore;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Finds what holds a customer's data. No index has customers, because an index of phone numbers would be personal data as
 * well, so it reads through everything of the merchant.
 */
@Singleton
public final class CustomerSearch {

    private static final int PAGE = 100;

    private final PaymentStore payments;
    private final SubscriptionStore subscriptions;
    private final AccountStore accounts;
    private final TransferStore transfers;

    public CustomerSearch(PaymentStore payments, SubscriptionStore subscriptions, AccountStore accounts, TransferStore transfers) {
        this.payments = payments;
        this.subscriptions = subscriptions;
        this.accounts = accounts;
        this.transfers = transfers;
    }

    /** @param open whether it has not ended, as far as the item itself tells */
    record Found(ErasureSubject subject, boolean open) {

        static Found of(Payment payment) {
            return new Found(new OfPayment(payment.id()), payment.status().isOpen());
        }
    }

    /** @param next where to continue; empty at the end */
    record Page(List<Found> found, Optional<ErasureCursor> next) {
    }

    /** Reads a page of one kind of items. */
    Page page(String merchant, CustomerMatch customer, ErasureCursor cursor) {
        return switch (cursor.kind()) {
            case PAYMENTS -> payments(merchant, customer, cursor);
            case SUBSCRIPTIONS -> subscriptions(merchant, customer, cursor);
            case ACCOUNTS -> accounts(merchant, customer, cursor);
            case TRANSFERS -> transfers(merchant, customer, cursor);
        };
    }

    private Page payments(String merchant, CustomerMatch customer, ErasureCursor cursor) {
        PaymentPage page = payments.search(new PaymentSearch(merchant, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                PAGE, cursor.after().map(last -> new PaymentSearch.Position(last.createdAt(), last.id()))));
        return page(cursor, page.payments().stream().filter(payment -> customer.matches(payment.terms().customer())).map(Found::of).toList(),
                page.next().map(last -> new Position(last.createdAt(), last.paymentId())));
    }

    private Page subscriptions(String merchant, CustomerMatch customer, ErasureCursor cursor) {
        SubscriptionPage page = subscriptions.search(new SubscriptionSearch(merchant, Optional.empty(), Optional.empty(), PAGE,
                cursor.after().map(last -> new SubscriptionSearch.Position(last.createdAt(), last.id()))));
        return page(cursor, page.subscriptions().stream().filter(subscription -> customer.matches(subscription.terms().customer()))
                        .map(CustomerSearch::found).toList(),
                page.next().map(last -> new Position(last.createdAt(), last.subscriptionId())));
    }

    private static Found found(Subscription subscription) {
        return new Found(new OfSubscription(subscription.id()), !subscription.status().isEnded());
    }

    private Page accounts(String merchant, CustomerMatch customer, ErasureCursor cursor) {
        AccountPage page = accounts.ofMerchant(merchant, PAGE, cursor.after().map(last -> new AccountPage.Position(last.createdAt(), last.id())));
        return page(cursor, page.accounts().stream().filter(customer::matches).map(CustomerSearch::found).toList(),
                page.next().map(last -> new Position(last.createdAt(), last.accountId())));
    }

    private static Found found(Account account) {
        return new Found(new OfAccount(account.id()), !account.closed());
    }

    private Page transfers(String merchant, CustomerMatch customer, ErasureCursor cursor) {
        TransferPage page = transfers.search(new TransferSearch(merchant, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                PAGE, cursor.after().map(last -> new TransferSearch.Position(last.createdAt(), last.id()))));
        return page(cursor, page.transfers().stream().flatMap(transfer -> found(transfer, customer).stream()).toList(),
                page.next().map(last -> new Position(last.createdAt(), last.transferId())));
    }

    private static Optional<Found> found(Transfer transfer, CustomerMatch customer) {
        OfTransfer subject = new OfTransfer(transfer.id(), customer.matches(transfer.terms().from()), customer.matches(transfer.terms().to()));
        return Optional.of(new Found(subject, transfer.status().isPending())).filter(any -> subject.sender() || subject.recipient());
    }

    private static Page page(ErasureCursor cursor, List<Found> found, Optional<Position> more) {
        return new Page(found, more.map(last -> new ErasureCursor(cursor.kind(), Optional.of(last)))
                .or(() -> cursor.kind().next().map(kind -> new ErasureCursor(kind, Optional.empty()))));
    }
}
