package africa.paylinks.erasure;

import africa.paylinks.erasure.CustomerSearch.Found;
import africa.paylinks.erasure.PersonalDataStore.Audit;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentStore;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Erases the personal data of a merchant's customer: in payments, subscriptions, accounts and transfers. */
@Singleton
public final class PersonalDataEraser {

    private static final Logger LOG = Logger.getLogger(PersonalDataEraser.class);
    /** Less than the function's timeout, with time for one more page. */
    private static final Duration LATEST_PAGE = Duration.ofSeconds(25);
    private static final Pattern BY = Pattern.compile("[A-Za-z0-9+=,.@_/:-]{1,128}");
    /** No plus and no at sign, so that phone numbers and email addresses do not get into the audit trail. */
    private static final Pattern REASON = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._:/#-]{0,99}");

    private final PaymentStore payments;
    private final CustomerSearch search;
    private final PersonalDataStore data;
    private final Clock clock;

    public PersonalDataEraser(PaymentStore payments, CustomerSearch search, PersonalDataStore data, Clock clock) {
        this.payments = payments;
        this.search = search;
        this.data = data;
        this.clock = clock;
    }

    /**
     * Erases as much as one invocation has time for, or says why it did nothing.
     *
     * @throws africa.paylinks.payment.StoreUnavailable when the store cannot answer; what was erased stays so
     */
    public ErasureAnswer erase(ErasureRequest request) {
        Optional<String> wrong = wrong(request);
        if (wrong.isPresent()) {
            return ErasureAnswer.refused(wrong.get());
        }
        try {
            return request.paymentId() != null ? ofPayment(request) : ofCustomer(request);
        } catch (ReasonIsPersonal personal) {
            return ErasureAnswer.refused("The reason repeats personal data. Name the request by a number.");
        }
    }

    private static Optional<String> wrong(ErasureRequest request) {
        if (request.merchant() == null || request.merchant().isBlank()) {
            return Optional.of("The request has no merchant.");
        }
        List<String> subjects = Stream.of(request.paymentId(), request.customerId(), request.phone(), request.email())
                .filter(Objects::nonNull).toList();
        if (subjects.size() != 1 || subjects.get(0).isBlank()) {
            return Optional.of("Name exactly one of payment, customer, phone and email.");
        }
        if (request.phone() != null && !Customer.isPhone(request.phone())) {
            return Optional.of("A phone number has its country code and digits only, such as +23276000000.");
        }
        if (request.by() == null || !BY.matcher(request.by()).matches()) {
            return Optional.of("Say who erases: 1 to 128 letters, digits and +=,.@_/:-");
        }
        if (request.reason() == null || !REASON.matcher(request.reason()).matches()) {
            return Optional.of("Give a reason without personal data, such as the number of the customer's request: 1 to 100 letters, digits, spaces and ._:/#-");
        }
        return request.cursor() != null && ErasureCursor.parse(request.cursor()).isEmpty()
                ? Optional.of("The cursor does not come from an answer.") : Optional.empty();
    }

    private ErasureAnswer ofPayment(ErasureRequest request) {
        Optional<Payment> payment = Optional.of(request.paymentId()).filter(PaymentIds::isPossible).flatMap(payments::find)
                .filter(found -> found.terms().merchant().equals(request.merchant()));
        if (payment.isEmpty()) {
            return ErasureAnswer.refused("The merchant has no such payment.");
        }
        Erased erased = new Erased();
        erase(Found.of(payment.get()), request, erased);
        return erased.answer(Optional.empty());
    }

    private ErasureAnswer ofCustomer(ErasureRequest request) {
        CustomerMatch customer = CustomerMatch.of(request);
        Instant end = clock.instant().plus(LATEST_PAGE);
        Erased erased = new Erased();
        Optional<ErasureCursor> next = Optional.of(Optional.ofNullable(request.cursor()).flatMap(ErasureCursor::parse).orElse(ErasureCursor.START));
        do {
            CustomerSearch.Page page = search.page(request.merchant(), customer, next.get());
            page.found().forEach(found -> erase(found, request, erased));
            next = page.next();
        } while (next.isPresent() && clock.instant().isBefore(end));
        return erased.answer(next);
    }

    private void erase(Found found, ErasureRequest request, Erased erased) {
        String id = found.subject().id();
        if (request.dryRun()) {
            (found.open() ? erased.open : erased.done).add(id);
            return;
        }
        switch (data.erase(found.subject(), new Audit(clock.instant(), request.by(), request.reason()))) {
            case ERASED -> {
                LOG.infof("personal-data-erased %s=%s by=%s reason=%s", found.subject().kind(), id, request.by(), request.reason());
                erased.done.add(id);
            }
            case ALREADY_ERASED -> erased.already.add(id);
            case OPEN -> erased.open.add(id);
        }
    }

    /** What one invocation did. */
    private static final class Erased {

        private final List<String> done = new ArrayList<>();
        private final List<String> already = new ArrayList<>();
        private final List<String> open = new ArrayList<>();

        ErasureAnswer answer(Optional<ErasureCursor> next) {
            return new ErasureAnswer(null, done, already, open, next.map(ErasureCursor::text).orElse(null));
        }
    }
}
