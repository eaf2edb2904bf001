package africa.paylinks.subscription;

import africa.paylinks.http.Problem;
import africa.paylinks.http.Problem.FieldError;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.payment.Customer;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.ProviderRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Which subscriptions are charged by a debit that is pushed to the customer's phone; all others get a link for each period. */
@Singleton
public final class DebitPolicy {

    private final ProviderRegistry providers;

    public DebitPolicy(ProviderRegistry providers) {
        this.providers = providers;
    }

    /** Whether the provider debits this customer without a page. */
    boolean isPushed(String provider, Customer customer) {
        return debit(provider).filter(debit -> missing(debit, customer).isEmpty()).isPresent();
    }

    /**
     * Requires what a debit needs.
     *
     * @throws ProblemException 422 that names the missing field
     */
    void require(String provider, Customer customer) {
        debit(provider).flatMap(debit -> missing(debit, customer)).ifPresent(error -> {
            throw new ProblemException(Problem.ofFields(ProblemCode.UNSUPPORTED, error.detail(), List.of(error)));
        });
    }

    private Optional<CustomerDebit> debit(String provider) {
        return providers.named(provider).filter(CustomerDebit.class::isInstance).map(CustomerDebit.class::cast);
    }

    private static Optional<FieldError> missing(CustomerDebit debit, Customer customer) {
        if (customer.phone().flatMap(debit::phone).isEmpty()) {
            return Optional.of(new FieldError("/customer/phone",
                    debit.name() + " debits a phone number that it serves; set the customer's."));
        }
        return debit.needsBank() && customer.bank().isEmpty()
                ? Optional.of(new FieldError("/customer/bank", debit.name() + " needs the customer's bank; GET /providers/"
                        + debit.name() + "/banks lists them."))
                : Optional.empty();
    }
}
