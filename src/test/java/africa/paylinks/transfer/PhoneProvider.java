package africa.paylinks.transfer;

import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.PublicAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A provider that debits phones in cedis, and remembers each debit by its reference. */
final class PhoneProvider implements CustomerDebit {

    final Map<String, PaymentTerms> debits = new ConcurrentHashMap<>();
    volatile Outcome outcome = new Created(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    @Override
    public String name() {
        return "fluid";
    }

    @Override
    public List<PaymentMethod> methods() {
        return List.of(PaymentMethod.MOMO);
    }

    @Override
    public Set<String> currencies() {
        return Set.of("GHS");
    }

    @Override
    public boolean needsBank() {
        return false;
    }

    @Override
    public Outcome createLink(PaymentTerms terms, PublicAddress address) {
        return startDebit(terms, terms.customer().phone().orElseThrow(), terms.customer().bank(), address);
    }

    @Override
    public Outcome startDebit(PaymentTerms terms, int number, String phone, Optional<String> bank, PublicAddress address) {
        debits.put(terms.id(), terms);
        return outcome;
    }
}
