package africa.paylinks.transfer;

import africa.paylinks.http.Problem;
import africa.paylinks.http.Problem.FieldError;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.ledger.Account;
import africa.paylinks.ledger.AccountStore;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.CustomerDebit;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.ProviderRegistry;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns requests into transfers and refuses what does not fit, before anything is written. Whether there is enough money and
 * room within the daily limits is decided by the write; {@link #rehearse} only foretells it.
 */
@Singleton
public final class TransferPlanner {

    private final AccountOwnership own;
    private final TransferStore transfers;
    private final ProviderRegistry providers;
    private final PaymentIds ids;
    private final TransferConfig config;

    public TransferPlanner(AccountStore accounts, TransferStore transfers, ProviderRegistry providers, PaymentIds ids, TransferConfig config) {
        this.own = new AccountOwnership(accounts);
        this.transfers = transfers;
        this.providers = providers;
        this.ids = ids;
        this.config = config;
    }

    /** @throws ProblemException 404 for an account that the merchant does not have, 400 and 422 for what does not fit */
    TransferPlan plan(String merchant, TransferRequest wanted, Instant now) {
        Account recipient = own.of(merchant, wanted.toAccount());
        Optional<Account> sender = wanted.fromAccount().map(id -> own.of(merchant, id));
        TransferPlan plan = sender.map(account -> between(merchant, account, recipient, wanted, now))
                .orElseGet(() -> fromPhone(merchant, recipient, wanted, now));
        plan.limit().violation(wanted.amount()).ifPresent(reason -> {
            throw refused(reason, plan);
        });
        return plan;
    }

    private TransferPlan between(String merchant, Account sender, Account recipient, TransferRequest wanted, Instant now) {
        if (sender.id().equals(recipient.id())) {
            throw sameParties();
        }
        requireFit(List.of(sender, recipient), wanted);
        Party from = Party.of(sender);
        TransferLimit limit = limit(merchant, wanted);
        return new TransferPlan(Transfer.created(new TransferTerms(ids.next(TransferPayments.TRANSFER), TransferKind.INTERNAL, merchant, from,
                Party.of(recipient), wanted.amount(), Optional.empty(), wanted.description(), Optional.empty(), Optional.empty(),
                wanted.metadata(), limit.counter(merchant, wanted.amount(), from, now), now, Optional.empty())), limit,
                List.of(sender, recipient));
    }

    private TransferPlan fromPhone(String merchant, Account recipient, TransferRequest wanted, Instant now) {
        CustomerDebit provider = provider(wanted);
        String phone = wanted.fromPhone().flatMap(provider::phone).orElseThrow(() -> invalid("/from/phone",
                "Use a number that " + provider.name() + " can debit, with country code, such as +233241234567."));
        if (provider.needsBank() && wanted.fromBank().isEmpty()) {
            throw invalid("/from/bank", "Required: " + provider.name() + " needs the sender's bank; GET /providers/"
                    + provider.name() + "/banks lists them.");
        }
        if (recipient.phone().filter(phone::equals).isPresent()) {
            throw sameParties();
        }
        requireFit(List.of(recipient), wanted);
        Party from = Party.byPhone(provider.name(), phone, wanted.fromName(), wanted.fromBank());
        TransferLimit limit = limit(merchant, wanted);
        TransferTerms terms = new TransferTerms(ids.next(TransferPayments.TRANSFER), TransferKind.COLLECTION, merchant, from,
                Party.of(recipient), wanted.amount(), Optional.of(provider.name()), wanted.description(), Optional.empty(), Optional.empty(),
                wanted.metadata(), limit.counter(merchant, wanted.amount(), from, now), now, Optional.of(now.plus(config.collectionLife())));
        provider.objection(payment(terms, provider)).ifPresent(objection -> {
            throw unsupported(objection.pointer(), objection.detail());
        });
        return new TransferPlan(Transfer.created(terms), limit, List.of(recipient));
    }

    /** Read for each transfer, so that an unreadable rule stops transfers and nothing else. */
    private TransferLimit limit(String merchant, TransferRequest wanted) {
        return new TransferLimits(config.limits().orElse("")).of(merchant, wanted.amount().currency());
    }

    private CustomerDebit provider(TransferRequest wanted) {
        String currency = wanted.amount().currency();
        List<CustomerDebit> able = providers.all().stream().filter(CustomerDebit.class::isInstance).map(CustomerDebit.class::cast)
                .filter(provider -> wanted.provider().isEmpty() || wanted.provider().get().equals(provider.name())).toList();
        if (able.isEmpty()) {
            throw unsupported("/provider", "This provider cannot debit a phone.");
        }
        return able.stream().filter(provider -> provider.currencies().contains(currency)).findFirst()
                .orElseThrow(() -> unsupported("/currency", "No such provider can debit a phone in " + currency + "."));
    }

    private static PaymentTerms payment(TransferTerms terms, LinkCreator provider) {
        PaymentMethod method = provider.methods().get(0);
        return new PaymentTerms(terms.paymentId().orElseThrow(), terms.merchant(), terms.id(), provider.name(), method, terms.amount(),
                new Customer(terms.from().name(), Optional.empty(), terms.from().phone(), terms.from().bank()), terms.description(),
                Optional.empty(), Map.of(), terms.createdAt(), terms.expiresAt().orElseThrow());
    }

    private static void requireFit(List<Account> accounts, TransferRequest wanted) {
        for (Account account : accounts) {
            if (!account.currency().equals(wanted.amount().currency())) {
                throw new ProblemException(Problem.of(ProblemCode.CURRENCY_MISMATCH, account.id() + " is in " + account.currency() + "."));
            }
        }
        for (Account account : accounts) {
            if (account.closed()) {
                throw new ProblemException(Problem.of(ProblemCode.ACCOUNT_CLOSED, account.id() + " is closed."));
            }
        }
    }

    /**
     * Foretells whether a transfer would take place now.
     *
     * @throws ProblemException 422 when it would be refused
     */
    void rehearse(TransferPlan plan) {
        TransferTerms terms = plan.transfer().terms();
        terms.limit().map(transfers::usage).flatMap(used -> plan.limit().violation(used, terms.amount())).ifPresent(reason -> {
            throw refused(reason, plan);
        });
        plan.accounts().stream().filter(account -> account.id().equals(terms.from().account())
                && account.balances().available() < terms.amount().minor()).findFirst().ifPresent(poor -> {
                    throw refused(ProblemCode.INSUFFICIENT_FUNDS, plan);
                });
    }

    /** The response when the write refused a transfer. */
    static ProblemException refused(ProblemCode reason, TransferPlan plan) {
        String currency = plan.transfer().terms().amount().currency();
        return new ProblemException(Problem.of(reason, switch (reason) {
            case INSUFFICIENT_FUNDS -> "The available balance of " + plan.transfer().terms().from().account() + " does not cover the amount.";
            case LESS_THAN_TRANSACTION_MIN_VALUE -> "A transfer in " + currency + " is at least "
                    + TransferLimit.major(plan.limit().min(), currency) + ".";
            case GREATER_THAN_TRANSACTION_MAX_VALUE -> "A transfer in " + currency + " is at most "
                    + TransferLimit.major(plan.limit().max(), currency) + ".";
            case DAILY_VALUE_LIMIT_EXCEEDED -> "A sender transfers at most "
                    + TransferLimit.major(plan.limit().dailyValue(), currency) + " " + currency + " a day.";
            case DAILY_VOLUME_LIMIT_EXCEEDED -> "A sender makes at most " + plan.limit().dailyCount().orElse(0) + " transfers a day.";
            default -> "An account of this transfer is closed.";
        }));
    }

    private static ProblemException sameParties() {
        return new ProblemException(Problem.of(ProblemCode.SAME_PARTIES, "Choose another recipient than the sender."));
    }

    private static ProblemException invalid(String pointer, String detail) {
        return new ProblemException(Problem.ofFields(ProblemCode.VALIDATION_FAILED,
                "Correct the fields listed in 'errors' and send the request again.", List.of(new FieldError(pointer, detail))));
    }

    private static ProblemException unsupported(String pointer, String detail) {
        return new ProblemException(Problem.ofFields(ProblemCode.UNSUPPORTED, detail, List.of(new FieldError(pointer, detail))));
    }
}
