package africa.paylinks.checkout;

import africa.paylinks.payment.Debits;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.BankDirectory;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.provider.StatusLookup;
import africa.paylinks.provider.WidgetCheckout;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Providers whose answers a test decides, and who remember what they were asked. */
final class FakeProviders {

    private FakeProviders() {
    }

    /** A provider that can only be asked. */
    static class FakeStatusLookup implements StatusLookup, LinkCreator {

        private final String name;
        ProviderStatus providerStatus = new Unavailable("silent");
        Runnable duringLookup = () -> { };
        final List<Optional<String>> questions = new ArrayList<>();

        FakeStatusLookup(String name) {
            this.name = name;
        }

        void returns(PaymentStatus status, Money paid) {
            providerStatus = new Known(status, Optional.of(paid).filter(money -> status.isPaid()), Optional.empty(),
                    Optional.of(new Failure("insufficient-funds", "No money")).filter(any -> status == PaymentStatus.FAILED),
                    Map.of());
        }

        @Override
        public ProviderStatus lookUp(Payment payment, Optional<String> transactionId) {
            questions.add(transactionId);
            duringLookup.run();
            return providerStatus;
        }

        @Override
        public Duration pollInterval() {
            return Duration.ofSeconds(3);
        }

        @Override
        public Outcome createLink(PaymentTerms terms, PublicAddress address) {
            return new Created(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public List<PaymentMethod> methods() {
            return List.of(PaymentMethod.MOMO);
        }

        @Override
        public Set<String> currencies() {
            return Set.of("GHS", "XOF", "SLE");
        }
    }

    /** A provider that debits phones, and may want to know the bank. */
    static final class Debiting extends FakeStatusLookup implements CustomerDebit, BankDirectory {

        /** A call that started a debit. */
        record Debit(String reference, String phone, Optional<String> bank) {
        }

        final List<Debit> debits = new ArrayList<>();
        Runnable whenDebited = () -> { };
        boolean needsBank;
        boolean banksAnswer = true;
        int bankLists;
        Outcome outcome = new Created(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("debit-1"));

        Debiting() {
            super("debiting");
        }

        @Override
        public boolean needsBank() {
            return needsBank;
        }

        @Override
        public Outcome startDebit(PaymentTerms terms, int number, String phone, Optional<String> bank, PublicAddress address) {
            debits.add(new Debit(Debits.reference(terms.id(), number), phone, bank));
            whenDebited.run();
            return outcome;
        }

        @Override
        public List<Bank> banks() {
            bankLists++;
            if (!banksAnswer) {
                throw new ProviderNotConfigured("no banks");
            }
            return List.of(new Bank("ECO", "Ecobank <Ghana>", "GH"), new Bank("GCB", "GCB Bank", "GH"));
        }
    }

    /** A provider with a page that needs no call to make, which can be asked about attempts only. */
    static final class Widget extends FakeStatusLookup implements WidgetCheckout {

        boolean isConfigured = true;

        Widget() {
            super("widget");
        }

        @Override
        public boolean needsTransactionId() {
            return true;
        }

        @Override
        public URI widget(Payment payment, PublicAddress address) {
            if (!isConfigured) {
                throw new ProviderNotConfigured("no public key");
            }
            return URI.create("https://widget.example/?a=1&back=" + address.checkoutPage(payment.id()));
        }
    }
}
