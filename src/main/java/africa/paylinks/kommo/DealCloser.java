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
 * Applies payment events to deals. A paid deal is moved to won, by the link's amount even if the deal's price has changed
 * since. A deal that is closed as lost stays lost and gets a note.
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
    private final DealStore deals;
    private final DealNotes notes;
    private final LinkCloser links;
    private final PaymentStore payments;

    public DealCloser(KommoConfig config, KommoClient kommo, DealStore deals, DealNotes notes, LinkCloser links,
            PaymentStore payments) {
        this.config = config;
        this.kommo = kommo;
        this.deals = deals;
        this.notes = notes;
        this.links = links;
        this.payments = payments;
    }

    /** The name of the entry that records how a payment closed the deal. */
    static String closedEntry(String paymentId) {
        return "closed:" + paymentId;
    }

    /**
     * Processes a payment event. The stored payment decides, not the event's content.
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
                    deals.with(lead.getAsLong(), deal -> paid(payment, deal));
                }
            }
            case "payment.failed" -> {
                // If the provider refused to create the link, DealInvoicer has written the note.
                if (payment.status() == PaymentStatus.FAILED && payment.instructions().isPresent()) {
                    deals.with(lead.getAsLong(), deal -> note(payment, deal, failedText(payment), "failed "));
                }
            }
            case "payment.expired" -> {
                if (payment.status() == PaymentStatus.EXPIRED) {
                    deals.with(lead.getAsLong(), deal -> note(payment, deal, "The payment link for "
                            + payment.terms().amount() + " expired unpaid. For a new one, move the deal out of the"
                            + " invoice stage and back into it.", "expired "));
                }
            }
            default -> LOG.warnf("payment-news-unknown type=%s", type);
        }
    }

    private void paid(Payment payment, DealRecord deal) {
        String mark = "paid " + payment.id();
        if (notes.isPut(deal, mark)) {
            return;
        }
        String entry = closedEntry(payment.id());
        Optional<String> before = deal.entry(entry);
        if (before.isEmpty() || before.get().equals(MOVING)) {
            Optional<KommoLead> lead = kommo.lead(deal.lead());
            if (lead.isEmpty()) {
                LOG.warnf("deal-gone lead=%d payment=%s", deal.lead(), payment.id());
                return;
            }
            close(lead.get().status(), entry, deal);
        }
        closeOtherLink(payment, deal);
        notes.put(deal, paidText(payment) + remark(deal.entry(entry).orElseThrow()), mark);
    }

    private void close(long status, String entry, DealRecord deal) {
        if (status == config.lostStatusId()) {
            deal.write(Map.of(entry, WAS_LOST));
            return;
        }
        // A won deal after a MOVING entry is the result of our own move.
        boolean moveStarted = deal.has(entry);
        if (status == config.wonStatusId()) {
            deal.write(Map.of(entry, moveStarted ? MOVED : WAS_WON));
            return;
        }
        if (!moveStarted) {
            deal.write(Map.of(entry, MOVING));
        }
        kommo.move(deal.lead(), config.wonStatusId());
        deal.write(Map.of(entry, MOVED));
    }

    private static String remark(String closed) {
        return switch (closed) {
            case WAS_LOST -> "\nThe deal was closed as lost and stays lost: decide what to do with the money.";
            case WAS_WON -> "\nThe deal was already won: check whether it has been paid twice.";
            default -> "";
        };
    }

    /** After a late payment of an earlier link, the last link must not be paid as well. */
    private void closeOtherLink(Payment paid, DealRecord deal) {
        deal.entry(DealRecord.PAYMENT).filter(last -> !last.equals(paid.id())).flatMap(payments::find)
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
                + (payment.lateSuccess() ? "\nThe payment arrived after the link had expired or was cancelled." : "");
    }

    private static String failedText(Payment payment) {
        return "The payment of " + payment.terms().amount() + " did not succeed: "
                + payment.failure().map(Failure::message).orElse("no reason given.")
                + "\nThe customer may try again; for a new link, move the deal out of the invoice stage and back into it.";
    }

    private void note(Payment payment, DealRecord deal, String text, String kind) {
        if (kommo.lead(deal.lead()).isEmpty()) {
            LOG.infof("deal-gone lead=%d payment=%s", deal.lead(), payment.id());
            return;
        }
        notes.put(deal, text, kind + payment.id());
    }
}
