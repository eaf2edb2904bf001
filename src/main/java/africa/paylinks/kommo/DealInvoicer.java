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
 * Gives a deal that came into the invoice stage its payment link, and the note that tells it. What counts is the deal as
 * it is now: a webhook only says where to look. One link at most is open for a deal at any time.
 */
@Singleton
public final class DealInvoicer {

    private static final Logger LOG = Logger.getLogger(DealInvoicer.class);
    /** Clocks of two functions may differ by less than this. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofMinutes(1);
    /** A link whose making has been unclear this often is given up for a new one: its provider may never tell. */
    private static final int UNCLEAR_ATTEMPTS = 5;
    private static final DateTimeFormatter UNTIL =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final KommoConfig config;
    private final KommoAccount account;
    private final KommoClient kommo;
    private final DealStore files;
    private final DealNotes notes;
    private final LinkCreation creation;
    private final LinkCloser closing;
    private final PaymentStore payments;
    private final PaymentIds ids;
    private final Clock clock;

    public DealInvoicer(KommoConfig config, KommoAccount account, KommoClient kommo, DealStore files, DealNotes notes,
            LinkCreation creation, LinkCloser closing, PaymentStore payments, PaymentIds ids, Clock clock) {
        this.config = config;
        this.account = account;
        this.kommo = kommo;
        this.files = files;
        this.notes = notes;
        this.creation = creation;
        this.closing = closing;
        this.payments = payments;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Acts on a deal that came into the invoice stage.
     *
     * @param attempt how often this was tried, this time included
     */
    void invoice(StageChange change, int attempt) {
        files.with(change.lead(), file -> {
            String entry = "change:" + change.moment();
            if (isRepeated(change, file.entry(entry)) || checkedSince(change, file)) {
                return;
            }
            Instant began = clock.instant();
            check(change, attempt, file);
            Map<String, String> done = new HashMap<>(Map.of(DealRecord.LOOKED_AT, began.toString()));
            if (change.isExact() && !file.has(entry)) {
                done.put(entry, change.receivedAt().toString());
            }
            file.write(done);
        });
    }

    /**
     * Kommo tells times in seconds, so a deal may leave the stage and come back within one: what comes soon after the
     * first is looked at again, which shows nothing new if it was the same change.
     */
    private static boolean isRepeated(StageChange change, Optional<String> firstReceivedAt) {
        return change.isExact() && firstReceivedAt.map(Instant::parse)
                .filter(first -> change.receivedAt().isAfter(first.plus(SOON))).isPresent();
    }

    /** Whoever looked at the deal after the webhook came has seen all that it could tell. */
    private static boolean checkedSince(StageChange change, DealRecord file) {
        return file.entry(DealRecord.LOOKED_AT).map(Instant::parse)
                .filter(at -> !at.isBefore(change.receivedAt().plus(CLOCK_DIFFERENCE))).isPresent();
    }

    private void check(StageChange change, int attempt, DealRecord file) {
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
            reportMissingSettings(change, due, customer, file);
            return;
        }
        link(change, due.get(), customer, attempt, file);
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

    private void reportMissingSettings(StageChange change, Optional<Money> due, Customer customer, DealRecord file) {
        boolean noEmail = customer.email().isEmpty();
        String what = due.isPresent() ? "email" : noEmail ? "amount+email" : "amount";
        String amount = "an amount above zero in the deal's Sale field";
        String email = "an email address on the main contact's card";
        String needed = due.isPresent() ? email : noEmail ? amount + " and " + email : amount;
        notes.put(file, "No payment link could be made: " + needed + " is needed. Enter it, then move the deal out of this"
                + " stage and back into it.", "missing " + what + " " + change.moment());
    }

    private void link(StageChange change, Money due, Customer customer, int attempt, DealRecord file) {
        Optional<String> planned = file.entry(DealRecord.PAYMENT).filter(id -> !id.isEmpty());
        Optional<Payment> current = planned.flatMap(payments::find);
        boolean sameAmount = file.entry(DealRecord.DUE).equals(Optional.of(due.toString()));
        boolean goesOn = planned.isPresent() && sameAmount && current.map(this::isOpen).orElse(true);
        if (!goesOn) {
            if (current.isPresent() && !isOver(current.get(), file)) {
                return;
            }
            plan(change, due, file, current.filter(payment -> !sameAmount && payment.instructions().isPresent()));
        }
        Optional<Payment> payment = current.filter(any -> goesOn).filter(any -> any.status() == PaymentStatus.PENDING)
                .or(() -> order(due, customer, change, attempt, file));
        payment.ifPresent(made -> sendLink(made, change, file));
    }

    private boolean isOpen(Payment payment) {
        return payment.status().isOpen() && clock.instant().isBefore(payment.terms().expiresAt());
    }

    /** Sees to it that nobody pays by the deal's last link any more; false when somebody has, and another worker closes the deal. */
    private boolean isOver(Payment last, DealRecord file) {
        if (last.status().isPaid()) {
            return file.has(DealCloser.closedEntry(last.id()));
        }
        if (last.status() == PaymentStatus.CANCELLED) {
            return true;
        }
        Closing closed = closing.close(last, "another link was asked for in Kommo");
        if (closed == Closing.UNDECIDED && isOpen(last)) {
            throw new DealPending(last.terms().provider() + " does not say whether it closed the deal's last link",
                    Optional.empty());
        }
        return closed != Closing.PAID;
    }

    private void plan(StageChange change, Money due, DealRecord file, Optional<Payment> replaced) {
        int number = file.entry(DealRecord.LINKS).map(Integer::valueOf).orElse(0) + 1;
        file.write(Map.of(DealRecord.PAYMENT, ids.next(DealPayment.origin(change.lead())), DealRecord.DUE, due.toString(),
                DealRecord.ORDER, change.lead() + ":" + change.moment() + ":" + number,
                DealRecord.LINKS, Integer.toString(number),
                DealRecord.REPLACES, replaced.map(payment -> payment.terms().amount().toString()).orElse("")));
    }

    private Optional<Payment> order(Money due, Customer customer, StageChange change, int attempt, DealRecord file) {
        String paymentId = file.entry(DealRecord.PAYMENT).orElseThrow();
        InternalLinkRequest order = new InternalLinkRequest(paymentId, config.merchant(), file.entry(DealRecord.ORDER).orElseThrow(),
                config.provider(), "lead-" + file.lead(), due, customer, Optional.of("Invoice #" + file.lead()),
                Map.of("kommo_lead_id", Long.toString(file.lead())));
        try {
            return Optional.of(creation.create(order));
        } catch (ProblemException stopped) {
            Problem problem = stopped.problem();
            if (problem.code() == ProblemCode.UNSUPPORTED) {
                reportRefusal(problem.detail(), change, file);
                return Optional.empty();
            }
            if (problem.code() == ProblemCode.PROVIDER_TIMEOUT && attempt >= UNCLEAR_ATTEMPTS) {
                payments.find(paymentId).ifPresent(unclear -> closing.close(unclear, "its creation stayed unclear"));
            }
            throw new DealPending(problem.detail(), problem.retryAfterSeconds().isPresent()
                    ? Optional.of(Duration.ofSeconds(problem.retryAfterSeconds().getAsLong()))
                    : Optional.empty());
        }
    }

    private void sendLink(Payment payment, StageChange change, DealRecord file) {
        Optional<PaymentInstructions> instructions = payment.instructions();
        if (instructions.isEmpty()) {
            reportRefusal(payment.failure().map(Failure::message).orElse("no reason given"), change, file);
            return;
        }
        String replaces = file.entry(DealRecord.REPLACES).filter(amount -> !amount.isEmpty())
                .map(amount -> " It replaces the one for " + amount + ", which is closed.").orElse("");
        notes.put(file, "Payment link for " + payment.terms().amount() + ": " + instructions.get().link()
                + "\nSend it to the customer. It can be paid until " + UNTIL.format(payment.terms().expiresAt())
                + "; the deal is then closed as won." + replaces, "link " + payment.id());
    }

    private void reportRefusal(String reason, StageChange change, DealRecord file) {
        notes.put(file, "No payment link could be made: " + reason
                + "\nCorrect the deal or its main contact, then move the deal out of this stage and back into it.",
                "refused " + change.moment());
    }
}
