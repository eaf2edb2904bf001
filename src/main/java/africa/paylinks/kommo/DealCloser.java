package africa.paylinks.kommo;

import africa.paylinks.payment.Failure;
import africa.paylinks.payment.HistoryEntry;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentStore;
import africa.paylinks.refund.LinkCloser;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * Tells a deal what became of its payment: paid, it is won, by the amount of the link and not by what the deal's price
 * is by then; a deal that was given up as lost stays so and gets a note.
 */
@Singleton
public final class DealCloser {

    private static final Logger LOG = Logger.getLogger(DealCloser.class);
    private static final String MOVING = "moving";
    private static final String MOVED = "moved";
    private static final String WAS_WON = "was-won";
    private static final String WAS_LOST = "was-lost";

    private final KommoConfig config;
    private final KommoClient kommo;
    private final DealStore files;
    private final DealNotes notes;
    private final LinkCloser links;
    private final PaymentStore payments;

    public DealCloser(KommoConfig config, KommoClient kommo, DealStore files, DealNotes notes, LinkCloser links,
            PaymentStore payments) {
        this.config = config;
        this.kommo = kommo;
        this.files = files;
        this.notes = notes;
        this.links = links;
        this.payments = payments;
    }

    /** The entry that says how the deal was closed by a payment. */
    static String closedEntry(String paymentId) {
        return "closed:" + paymentId;
    }

    /**
     * Acts on news of a payment. The news only says where to look: what counts is the payment as it is stored.
     *
     * @param type such as {@code payment.completed}
     */
    void handle(String type, String paymentId) {
        OptionalLong lead = DealPayment.lead(paymentId);
        Optional<Payment> found = lead.isPresent() ? payments.find(paymentId) : Optional.empty();
        if (found.isEmpty() || !found.get().terms().merchant().equals(config.merchant())) {
            LOG.warnf("payment-of-no-deal payment=%s", paymentId);
            return;
        }
        Payment payment = found.get();
        switch (type) {
            case "payment.completed" -> {
                if (payment.status().isPaid()) {
                    files.with(lead.getAsLong(), file -> paid(payment, file));
                }
            }
            case "payment.failed" -> {
                // A refusal of the provider to make the link is told by whoever asked for the link.
                if (payment.status() == PaymentStatus.FAILED && payment.instructions().isPresent()) {
                    files.with(lead.getAsLong(), file -> note(payment, file, failedText(payment), "failed "));
                }
            }
            case "payment.expired" -> {
                if (payment.status() == PaymentStatus.EXPIRED) {
                    files.with(lead.getAsLong(), file -> note(payment, file, "The payment link for "
                            + payment.terms().amount() + " was not paid in time. For a new one, move the deal out of the"
                            + " invoice stage and back into it.", "expired "));
                }
            }
            default -> LOG.warnf("payment-news-unknown type=%s", type);
        }
    }

    private void paid(Payment payment, DealRecord file) {
        String mark = "paid " + payment.id();
        if (notes.isPut(file, mark)) {
            return;
        }
        String entry = closedEntry(payment.id());
        Optional<String> before = file.entry(entry);
        if (before.isEmpty() || before.get().equals(MOVING)) {
            Optional<KommoLead> lead = kommo.lead(file.lead());
            if (lead.isEmpty()) {
                LOG.warnf("deal-gone lead=%d payment=%s", file.lead(), payment.id());
                return;
            }
            close(lead.get().status(), entry, file);
        }
        closeOtherLink(payment, file);
        notes.put(file, paidText(payment) + remark(file.entry(entry).orElseThrow()), mark);
    }

    private void close(long status, String entry, DealRecord file) {
        if (status == config.lostStatusId()) {
            file.write(Map.of(entry, WAS_LOST));
            return;
        }
        // Whoever finds the deal won after we set out to move it has found our own move.
        boolean setOut = file.has(entry);
        if (status == config.wonStatusId()) {
            file.write(Map.of(entry, setOut ? MOVED : WAS_WON));
            return;
        }
        if (!setOut) {
            file.write(Map.of(entry, MOVING));
        }
        kommo.move(file.lead(), config.wonStatusId());
        file.write(Map.of(entry, MOVED));
    }

    private static String remark(String closed) {
        return switch (closed) {
            case WAS_LOST -> "\nThe deal was closed as lost and stays so: decide what to do with the money.";
            case WAS_WON -> "\nThe deal was won already: see whether it has been paid twice.";
            default -> "";
        };
    }

    /** A late payment of an earlier link leaves nothing to be paid by the last one. */
    private void closeOtherLink(Payment paid, DealRecord file) {
        file.entry(DealRecord.PAYMENT).filter(last -> !last.equals(paid.id())).flatMap(payments::find)
                .filter(last -> last.status().isOpen())
                .ifPresent(last -> links.close(last, "the deal was paid by an earlier link"));
    }

    private String paidText(Payment payment) {
        Map<String, String> detail = payments.history(payment.id()).stream()
                .filter(entry -> entry.to() == PaymentStatus.COMPLETED && entry.from() != PaymentStatus.COMPLETED)
                .map(HistoryEntry::detail).findFirst().orElse(Map.of());
        String method = detail.getOrDefault("paymentType", payment.terms().method().wireName());
        String reference = Optional.ofNullable(detail.get("flwRef")).or(payment::providerReference).orElse(payment.id());
        return "Paid: " + payment.received() + " by " + method + " (" + payment.terms().provider()
                + "). Reference: " + reference
                + (payment.lateSuccess() ? "\nThe money came after the link had been given up." : "");
    }

    private static String failedText(Payment payment) {
        return "The payment of " + payment.terms().amount() + " did not succeed: "
                + payment.failure().map(Failure::message).orElse("no reason given.")
                + "\nThe customer may try again; for a new link, move the deal out of the invoice stage and back into it.";
    }

    private void note(Payment payment, DealRecord file, String text, String kind) {
        if (kommo.lead(file.lead()).isEmpty()) {
            LOG.infof("deal-gone lead=%d payment=%s", file.lead(), payment.id());
            return;
        }
        notes.put(file, text, kind + payment.id());
    }
}
