package africa.paylinks.kommo;

import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.http.ProblemException;
import africa.paylinks.link.InternalLinkRequest;
import africa.paylinks.link.LinkCreation;
import africa.paylinks.payment.Currencies;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentInstructions;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.refund.LinkCloser;
import africa.paylinks.refund.LinkCloser.Closing;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Creates a payment link for a deal that entered the invoice stage, and posts it as a note. The deal's current state
 * decides, not the webhook's content. A deal has at most one open link.
 */
@Singleton
public final class DealInvoicer {

    private static final Logger LOG = Logger.getLogger(DealInvoicer.class);
    /** Upper bound on the clock difference between two functions. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(2);
    private static final Duration REPEAT_WINDOW = Duration.ofMinutes(1);
    /** After this many unknown outcomes, a new link replaces the old one: its provider may never resolve it. */
    private static final int MAX_UNKNOWN_OUTCOMES = 5;
    private static final DateTimeFormatter UNTIL =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final KommoConfig config;
    private final KommoAccount account;
    private final KommoClient kommo;
    private final DealStore deals;
    private final DealNotes notes;
    private final LinkCreation creation;
    private final LinkCloser closing;
    private final PaymentStore payments;
    private final PaymentIds ids;
    private final Clock clock;

    public DealInvoicer(KommoConfig config, KommoAccount account, KommoClient kommo, DealStore deals, DealNotes notes,
            LinkCreation creation, LinkCloser closing, PaymentStore payments, PaymentIds ids, Clock clock) {
        this.config = config;
        this.account = account;
        this.kommo = kommo;
        this.deals = deals;
        this.notes = notes;
        this.creation = creation;
        this.closing = closing;
        this.payments = payments;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Processes a stage change.
     *
     * @param attempt the number of this attempt, from 1
     */
    void invoice(StageChange change, int attempt) {
        deals.with(change.lead(), deal -> {
            String entry = "change:" + change.moment();
            if (isRepeated(change, deal.entry(entry)) || checkedSince(change, deal)) {
                return;
            }
            Instant began = clock.instant();
            check(change, attempt, deal);
            Map<String, String> done = new HashMap<>(Map.of(DealRecord.CHECKED_AT, began.toString()));
            if (change.isExact() && !deal.has(entry)) {
                done.put(entry, change.receivedAt().toString());
            }
            deal.write(done);
        });
    }

    /**
     * Whether this is a redelivery. Kommo's times have a resolution of one second, in which a deal may leave the stage and
     * return. So a change shortly after the first is processed again; if it is the same one, that has no effect.
     */
    private static boolean isRepeated(StageChange change, Optional<String> firstReceivedAt) {
        return change.isExact() && firstReceivedAt.map(Instant::parse)
                .filter(first -> change.receivedAt().isAfter(first.plus(REPEAT_WINDOW))).isPresent();
    }

    /** Whether the deal was checked after the webhook arrived, so that the webhook has nothing new. */
    private static boolean checkedSince(StageChange change, DealRecord deal) {
        return deal.entry(DealRecord.CHECKED_AT).map(Instant::parse)
                .filter(at -> !at.isBefore(change.receivedAt().plus(CLOCK_DIFFERENCE))).isPresent();
    }

    private void check(StageChange change, int attempt, DealRecord deal) {
        Optional<KommoLead> lead = kommo.lead(change.lead());
        if (lead.isEmpty()) {
            LOG.infof("deal-gone lead=%d", change.lead());
            return;
        }
        if (lead.get().status() != account.invoiceStatus()) {
            LOG.infof("deal-moved-on lead=%d", change.lead());
            return;
        }
        Customer customer = lead.get().mainContact().isPresent()
                ? kommo.contact(lead.get().mainContact().getAsLong())
                : Customer.UNKNOWN;
        Optional<Money> due = lead.get().price().flatMap(this::money);
        if (due.isEmpty() || customer.email().isEmpty()) {
            reportMissingFields(change, due, customer, deal);
            return;
        }
        link(change, due.get(), customer, attempt, deal);
    }

    private Optional<Money> money(BigDecimal price) {
        if (Currencies.decimals(config.currency()).isEmpty()) {
            throw new ProviderNotConfigured("Set paylinks.kommo.currency to an ISO 4217 code such as USD.");
        }
        try {
            return Optional.of(Money.ofMajor(price, config.currency()));
        } catch (IllegalArgumentException notAnAmount) {
            return Optional.empty();
        }
    }

    private void reportMissingFields(StageChange change, Optional<Money> due, Customer customer, DealRecord deal) {
        boolean noEmail = customer.email().isEmpty();
        String what = due.isPresent() ? "email" : noEmail ? "amount+email" : "amount";
        String amount = "an amount above zero in the deal's Sale field";
        String email = "an email address on the main contact's card";
        String needed = due.isPresent() ? email : noEmail ? amount + " and " + email : amount;
        notes.put(deal, "No payment link was created: " + needed + " is needed. Enter it, then move the deal out of this"
                + " stage and back into it.", "missing " + what + " " + change.moment());
    }

    private void link(StageChange change, Money due, Customer customer, int attempt, DealRecord deal) {
        Optional<String> planned = deal.entry(DealRecord.PAYMENT).filter(id -> !id.isEmpty());
        Optional<Payment> current = planned.flatMap(payments::find);
        boolean sameAmount = deal.entry(DealRecord.DUE).equals(Optional.of(due.toString()));
        boolean resumes = planned.isPresent() && sameAmount && current.map(this::isOpen).orElse(true);
        if (!resumes) {
            if (current.isPresent() && !isOver(current.get(), deal)) {
                return;
            }
            plan(change, due, deal, current.filter(payment -> !sameAmount && payment.instructions().isPresent()));
        }
        Optional<Payment> payment = current.filter(any -> resumes).filter(any -> any.status() == PaymentStatus.PENDING)
                .or(() -> order(due, customer, change, attempt, deal));
        payment.ifPresent(made -> sendLink(made, change, deal));
    }

    private boolean isOpen(Payment payment) {
        return payment.status().isOpen() && clock.instant().isBefore(payment.terms().expiresAt());
    }

    /** Closes the deal's last link; false if it is already paid, and another worker closes the deal. */
    private boolean isOver(Payment last, DealRecord deal) {
        if (last.status().isPaid()) {
            return deal.has(DealCloser.closedEntry(last.id()));
        }
        if (last.status() == PaymentStatus.CANCELLED) {
            return true;
        }
        Closing closed = closing.close(last, "another link was requested in Kommo");
        if (closed == Closing.UNDECIDED && isOpen(last)) {
            throw new DealPending(last.terms().provider() + " does not say whether it closed the deal's last link",
                    Optional.empty());
        }
        return closed != Closing.PAID;
    }

    private void plan(StageChange change, Money due, DealRecord deal, Optional<Payment> replaced) {
        int number = deal.entry(DealRecord.LINKS).map(Integer::valueOf).orElse(0) + 1;
        deal.write(Map.of(DealRecord.PAYMENT, ids.next(DealPayment.origin(change.lead())), DealRecord.DUE, due.toString(),
                DealRecord.ORDER, change.lead() + ":" + change.moment() + ":" + number,
                DealRecord.LINKS, Integer.toString(number),
                DealRecord.REPLACES, replaced.map(payment -> payment.terms().amount().toString()).orElse("")));
    }

    private Optional<Payment> order(Money due, Customer customer, StageChange change, int attempt, DealRecord deal) {
        String paymentId = deal.entry(DealRecord.PAYMENT).orElseThrow();
        InternalLinkRequest order = new InternalLinkRequest(paymentId, config.merchant(), deal.entry(DealRecord.ORDER).orElseThrow(),
                config.provider(), "lead-" + deal.lead(), due, customer, Optional.of("Invoice #" + deal.lead()),
                Map.of("kommo_lead_id", Long.toString(deal.lead())));
        try {
            return Optional.of(creation.create(order));
        } catch (ProblemException stopped) {
            Problem problem = stopped.problem();
            if (problem.code() == ProblemCode.UNSUPPORTED) {
                reportRefusal(problem.detail(), change, deal);
                return Optional.empty();
            }
            if (problem.code() == ProblemCode.PROVIDER_TIMEOUT && attempt >= MAX_UNKNOWN_OUTCOMES) {
                payments.find(paymentId).ifPresent(unclear -> closing.close(unclear, "the outcome of its creation stayed unknown"));
            }
            throw new DealPending(problem.detail(), problem.retryAfterSeconds().isPresent()
                    ? Optional.of(Duration.ofSeconds(problem.retryAfterSeconds().getAsLong()))
                    : Optional.empty());
        }
    }

    private void sendLink(Payment payment, StageChange change, DealRecord deal) {
        Optional<PaymentInstructions> instructions = payment.instructions();
        if (instructions.isEmpty()) {
            reportRefusal(payment.failure().map(Failure::message).orElse("no reason given"), change, deal);
            return;
        }
        String replaces = deal.entry(DealRecord.REPLACES).filter(amount -> !amount.isEmpty())
                .map(amount -> " It replaces the one for " + amount + ", which is closed.").orElse("");
        notes.put(deal, "Payment link for " + payment.terms().amount() + ": " + instructions.get().link()
                + "\nSend it to the customer. It can be paid until " + UNTIL.format(payment.terms().expiresAt())
                + "; the deal is then closed as won." + replaces, "link " + payment.id());
    }

    private void reportRefusal(String reason, StageChange change, DealRecord deal) {
        notes.put(deal, "No payment link was created: " + reason
                + "\nCorrect the deal or its main contact, then move the deal out of this stage and back into it.",
                "refused " + change.moment());
    }
}
