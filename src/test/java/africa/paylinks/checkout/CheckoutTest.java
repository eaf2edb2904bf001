package africa.paylinks.checkout;

import static africa.paylinks.payment.SamplePayments.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoBrandingStore;
import africa.paylinks.aws.DynamoDebitAttempts;
import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoReportedTransactions;
import africa.paylinks.aws.TestTable;
import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.idempotency.Fingerprint;
import africa.paylinks.idempotency.IdempotencyKey;
import africa.paylinks.idempotency.Reservation;
import africa.paylinks.idempotency.StoredAnswer;
import africa.paylinks.merchant.Brandings;
import africa.paylinks.metrics.RecordedMetrics;
import africa.paylinks.payment.BankAccount;
import africa.paylinks.payment.CreationResult;
import africa.paylinks.payment.Customer;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Money;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentInstructions;
import africa.paylinks.payment.PaymentMethod;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.payment.SamplePayments;
import africa.paylinks.payment.StatusEvent;
import africa.paylinks.payment.StatusEvent.Cause;
import africa.paylinks.provider.LinkCreator;
import africa.paylinks.provider.ProviderNotConfigured;
import africa.paylinks.provider.ProviderRegistry;
import africa.paylinks.provider.ReportedTransactions;
import africa.paylinks.provider.StatusCheck;
import africa.paylinks.provider.StatusLookup;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckoutTest {

    private static final Money DUE = new Money(125000, "GHS");
    private static final String HOST = "pay.example";

    private final AdjustableClock clock = new AdjustableClock(NOW);
    private final DynamoPaymentStore payments = new DynamoPaymentStore(TestTable.client(), TestTable.CONFIG);
    private final DynamoIdempotencyStore creations = new DynamoIdempotencyStore(TestTable.client(), TestTable.CONFIG,
            clock, SamplePayments.IDS);
    private final FakeProviders.FakeStatusLookup requested = new FakeProviders.FakeStatusLookup("asked");
    private final FakeProviders.Debiting debiting = new FakeProviders.Debiting();
    private final FakeProviders.Widget widget = new FakeProviders.Widget();
    private final ProviderRegistry providers = new ProviderRegistry(List.of(requested, debiting, widget));
    private final CheckoutConfig config = () -> Optional.of(URI.create("https://" + HOST));
    private final DynamoReportedTransactions attempts = new DynamoReportedTransactions(TestTable.client(), TestTable.CONFIG);
    private final DynamoBrandingStore brandings = new DynamoBrandingStore(TestTable.client(), TestTable.CONFIG);
    private final Checkout checkout = new Checkout(payments, attempts,
            new DynamoDebitAttempts(TestTable.client(), TestTable.CONFIG, () -> 6), providers,
            new StatusCheck(payments, attempts, providers, clock, RecordedMetrics.checked()), new BankLists(clock), new Brandings(brandings, clock), clock, config);

    /** Another one for each test, because debits are counted by number. */
    private final String phone = "+2332" + ThreadLocalRandom.current().nextLong(10_000_000, 99_999_999);
    private Customer customer = Customer.UNKNOWN;
    private String description = "Two tickets";
    private Optional<String> redirectUrl = Optional.of("https://shop.example/thanks?cart=7#end");

    @Test
    void showsAmountDescriptionAndOrder() {
        String page = page(ownLink());
        assertTrue(page.contains("<p class=\"amount\">1,250.00 GHS</p>"), page);
        assertTrue(page.contains("Two tickets"));
        assertTrue(page.contains("Order <bdi>order-7</bdi>"));
    }

    @Test
    void showsNothingOfWhoPays() {
        customer = new Customer(Optional.of("Ada Lovelace"), Optional.of("ada@example.com"), Optional.of("+233241234567"),
                Optional.of("ECO"));
        for (String id : List.of(ownLink(), debit(), widget(), pending("asked", Optional.of("*1#"), Optional.empty(),
                Optional.empty()))) {
            String page = page(id);
            for (String personal : List.of("Ada", "ada@example.com", "233241234567", "41234567", "cart", "7-secret", "shop\"")) {
                assertFalse(main(page).contains(personal), personal);
            }
        }
    }

    @Test
    void leadsToTheProvidersOwnPage() {
        assertTrue(page(ownLink()).contains("href=\"https://provider.example/p/1?a=1&amp;b=2\""));
    }

    @Test
    void opensTheWidgetWithItsReturnUrl() {
        String id = widget();
        assertTrue(page(id).contains("https://widget.example/?a=1&amp;back=https://pay.example/pay/" + id));
    }

    @Test
    void aWidgetThatIsNotSetUpIsNotOffered() {
        widget.isConfigured = false;
        ApiResponse answer = get(widget(), Map.of());
        assertEquals(503, answer.status());
        assertFalse(answer.body().contains("widget.example"));
    }

    @Test
    void givesTheCodeAsALinkThatPhonesCanDial() {
        String page = page(pending("asked", Optional.of("*175*12#"), Optional.empty(), Optional.empty()));
        assertTrue(page.contains("href=\"tel:*175*12%23\""));
        assertTrue(page.contains("data-copy=\"*175*12#\""));
    }

    @Test
    void aCodeThatNoPhoneCanDialIsShownButNoLink() {
        String page = page(pending("asked", Optional.of("*1\"><script>#"), Optional.empty(), Optional.empty()));
        assertFalse(page.contains("tel:"));
        assertTrue(page.contains("*1&quot;&gt;&lt;script&gt;#"));
    }

    @Test
    void givesTheAccountTheExactAmountAndTheTimeLeft() {
        String page = page(pending("asked", Optional.empty(), Optional.of(new BankAccount("Wema", "0123456789", "PAY/Ada")),
                Optional.empty()));
        assertTrue(page.contains("data-copy=\"0123456789\""));
        assertTrue(page.contains("data-copy=\"1250.00\""));
        assertTrue(page.contains("22 November 2026, 11:00 UTC"));
        assertTrue(page.contains("data-left=\"3601\""));
    }

    @Test
    void copyButtonsAreHiddenUntilAScriptCanServeThem() {
        String page = page(pending("asked", Optional.of("*1#"), Optional.empty(), Optional.empty()));
        assertEquals(count(page, "data-copy="), count(page, "hidden data-copy="));
    }

    @Test
    void everyTextFromOutsideIsEscaped() {
        String hostile = "\"><script>alert(1)</script><img src=x onerror='alert(2)'>";
        description = hostile;
        redirectUrl = Optional.of("https://shop.example/?\"><script>alert(3)</script>");
        String id = pending("asked", Optional.of(hostile), Optional.of(new BankAccount(hostile, hostile, hostile)),
                Optional.empty());
        assertNoMarkup(page(id));
        raise(id, "asked", PaymentStatus.FAILED, new Failure("odd\"><script>", hostile));
        assertNoMarkup(page(id));
        clock.advance(Duration.ofHours(2));
        assertNoMarkup(page(id));
    }

    @Test
    void nothingFromTheAddressReachesThePageUnescaped() {
        String id = ownLink();
        for (Map<String, String> query : List.of(Map.of("lang", "\"><script>"), Map.of("transaction_id", "\"><script>"),
                Map.of("status", "\"><script>"), Map.of("debit", "\"><script>"), Map.of("check", "\"><script>"))) {
            assertNoMarkup(get(id, query).body());
        }
    }

    @Test
    void aFormThatComesBackIsEscaped() {
        assertNoMarkup(post(debit(), Map.of("phone", "\"><script>alert(1)</script>", "bank", "<script>")).body());
    }

    @Test
    void anAddressThatRunsCodeIsNoLink() {
        redirectUrl = Optional.of("javascript:alert(1)");
        String id = pendingAt("asked", "javascript:alert(2)", Optional.empty(), Optional.empty(), Optional.empty());
        assertFalse(page(id).contains("javascript:"));
        raise(id, "asked", PaymentStatus.COMPLETED);
        assertFalse(page(id).contains("javascript:"));
    }

    @Test
    void everyPageHasAStrictContentPolicyAndIsNotCached() {
        String id = debit();
        for (ApiResponse answer : List.of(get(id, Map.of()), get("nope", Map.of()), post(id, Map.of()),
                post("nope", Map.of()), crossSite(id))) {
            String policy = answer.headers().get("content-security-policy");
            assertTrue(policy.startsWith("default-src 'none'"), policy);
            assertTrue(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"), policy);
            assertFalse(policy.contains("unsafe") || policy.contains("http"), policy);
            assertEquals("no-store", answer.headers().get("cache-control"));
            assertEquals("nosniff", answer.headers().get("x-content-type-options"));
            assertEquals("same-origin", answer.headers().get("referrer-policy"));
            assertEquals("text/html; charset=utf-8", answer.headers().get("content-type"));
            assertEquals(0, count(answer.body(), " onclick=") + count(answer.body(), " style=\""));
        }
    }

    @Test
    void thePolicyKnowsStyleAndScriptByTheirHashes() throws Exception {
        ApiResponse answer = get(ownLink(), Map.of());
        for (String element : List.of("style", "script")) {
            String content = between(answer.body(), "<" + element + ">", "</" + element + ">");
            String hash = java.util.Base64.getEncoder().encodeToString(java.security.MessageDigest.getInstance("SHA-256")
                    .digest(content.getBytes(StandardCharsets.UTF_8)));
            assertTrue(answer.headers().get("content-security-policy").contains(element + "-src 'sha256-" + hash + "'"));
        }
    }

    @Test
    void aPageIsSmallAndLoadsNoOtherResource() {
        String page = page(debit());
        assertTrue(page.getBytes(StandardCharsets.UTF_8).length < 15_000, () -> "bytes " + page.length());
        assertEquals(0, count(page, " src="));
        assertEquals(1, count(page, "<link "));
    }

    @Test
    void unknownMalformedAndMissingIdsAreAnsweredAlike() {
        ApiResponse unknown = get("pay_" + "a".repeat(26), Map.of());
        assertEquals(404, unknown.status());
        for (String id : List.of("x", "../x", "<script>", "a".repeat(51), "PAYMENT#1", "é", "")) {
            assertEquals(unknown, get(id, Map.of()), id);
            assertEquals(unknown, post(id, Map.of("phone", phone)), id);
        }
        assertEquals(404, status("pay_" + "a".repeat(26), Map.of()).status());
        assertEquals(status("x", Map.of()), status("pay_" + "a".repeat(26), Map.of()));
    }

    @Test
    void speaksTheBrowsersLanguageOrTheChosenOne() {
        String id = ownLink();
        assertTrue(get(id, Map.of(), Map.of("accept-language", "fr-CI,fr;q=0.9,en;q=0.5")).body().contains("<html lang=\"fr\">"));
        ApiResponse chosen = get(id, Map.of("lang", "fr"), Map.of("accept-language", "en"));
        assertTrue(chosen.body().contains("1\u202f250,00 GHS"), chosen.body());
        assertEquals("fr", chosen.headers().get("content-language"));
        assertTrue(chosen.body().contains("/status?lang=fr"));
    }

    @Test
    void requestsThePhoneAndStartsOneDebitWithThePaymentsReference() {
        String id = debit();
        assertTrue(page(id).contains("<label for=\"phone\">"));
        ApiResponse answer = post(id, Map.of("phone", "+233 (" + phone.substring(4, 6) + ") " + phone.substring(6, 9) + "-" + phone.substring(9)));
        assertEquals(303, answer.status());
        assertEquals(id + "?debit=asked", answer.headers().get("location"));
        assertEquals(List.of(new FakeProviders.Debiting.Debit(id, phone, Optional.empty())), debiting.debits);
        assertEquals(Optional.of("debit-1"), payment(id).providerReference());
        assertTrue(page(id).contains("Complete payment on your phone"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u202dN\u202c", "\u2066N\u2069", "\u2067N\u2069", "\u2068N\u2069", "\u200b\u200c\u200d\u200e\u200fN", "N\u00a0", "\u2009N\u2009"})
    void aPastedNumberIsReadThroughWhatIsAroundIt(String around) {
        String spaced = phone.substring(0, 4) + " " + phone.substring(4, 6) + "\u2011" + phone.substring(6, 9) + "\u00a0" + phone.substring(9);
        String id = debit();
        assertEquals(303, post(id, Map.of("phone", around.replace("N", spaced))).status());
        assertEquals(phone, debiting.debits.get(0).phone());
    }

    @Test
    void aDebitThatHasStartedIsNotStartedAgain() {
        String id = debit();
        post(id, Map.of("phone", phone));
        assertEquals(303, post(id, Map.of("phone", phone)).status());
        assertEquals(1, debiting.debits.size());
        assertFalse(page(id).contains("<form"));
    }

    @Test
    void aNumberWithoutCountryCodeIsExplainedAtTheField() {
        String id = debit();
        for (String wrong : List.of("", "024 123 4567", "+0123456789", "+2332412345678901", "call me")) {
            ApiResponse answer = post(id, Map.of("phone", wrong));
            assertEquals(422, answer.status(), wrong);
            assertTrue(answer.body().contains("aria-invalid=\"true\" aria-describedby=\"phone-hint phone-error\""), wrong);
            assertTrue(answer.body().contains("role=\"alert\""), wrong);
        }
        assertEquals(List.of(), debiting.debits);
    }

    @Test
    void aNumberTheShopHasCanBeUsedWithoutBeingShown() {
        customer = new Customer(Optional.empty(), Optional.empty(), Optional.of("+233241234567"), Optional.empty());
        String id = debit();
        assertTrue(page(id).contains("ending in 67"));
        assertEquals(303, post(id, Map.of("phone", "")).status());
        assertEquals("+233241234567", debiting.debits.get(0).phone());
    }

    @Test
    void requestsTheBankIfTheProviderNeedsIt() {
        debiting.needsBank = true;
        String id = debit();
        assertTrue(page(id).contains("<option value=\"ECO\">Ecobank &lt;Ghana&gt;</option>"));
        ApiResponse without = post(id, Map.of("phone", phone, "bank", "NONE"));
        assertEquals(422, without.status());
        assertTrue(without.body().contains("id=\"bank-error\""));
        assertTrue(without.body().contains("value=\"" + phone + "\""));
        assertEquals(303, post(id, Map.of("phone", phone, "bank", "GCB")).status());
        assertEquals(Optional.of("GCB"), debiting.debits.get(0).bank());
        assertEquals(1, debiting.bankLists);
    }

    @Test
    void withoutTheBanksThatItNeedsNothingIsOffered() {
        debiting.needsBank = true;
        debiting.banksAnswer = false;
        String id = debit();
        assertEquals(503, get(id, Map.of()).status());
        assertEquals(503, post(id, Map.of("phone", phone)).status());
        assertEquals(List.of(), debiting.debits);
    }

    @Test
    void aRefusalIsShownInOurWordsAndTheCustomerMayTryAgainAfterAPause() {
        debiting.outcome = new LinkCreator.Refused(new Failure("invalid-account", "No account has this number."));
        String id = debit();
        ApiResponse refused = post(id, Map.of("phone", phone));
        assertEquals(422, refused.status());
        assertTrue(refused.body().contains("The payment was not accepted.") && refused.body().contains("<form"));
        assertTrue(refused.body().contains("You can try again in 10 seconds."));
        assertFalse(refused.body().contains("No account has this number."));

        ApiResponse early = request("POST", id, Map.of("lang", "fr"), Map.of(), form(Map.of("phone", phone)), checkout::pay);
        assertEquals(422, early.status());
        assertEquals("10", early.headers().get("retry-after"));
        assertTrue(early.body().contains("Vous pourrez réessayer dans 10 secondes."));
        assertEquals(1, debiting.debits.size());

        clock.advance(Duration.ofSeconds(10));
        debiting.outcome = new LinkCreator.Created(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        assertEquals(303, post(id, Map.of("phone", phone)).status());
        assertEquals(List.of(id), debiting.debits.stream().map(FakeProviders.Debiting.Debit::reference).distinct().toList());
        assertEquals(PaymentStatus.PENDING, payment(id).status());
    }

    @Test
    void configurationErrorsAreNotShownToCustomers() {
        Set<String> pages = new HashSet<>();
        for (String code : List.of("insufficient-funds", "invalid-account", "wrong-pin", "declined", "payment-failed", "invalid-amount")) {
            debiting.outcome = new LinkCreator.Refused(new Failure(code, "About " + code));
            String id = debit();
            pages.add(post(id, Map.of("phone", phone)).body().replace(id, "id").replaceAll("Order [a-z0-9-]+", "Order"));
        }
        assertEquals(1, pages.size());
    }

    @Test
    void aDebitIsTriedFiveTimesAtGrowingIntervalsAndEachRefusalIsInTheHistory() {
        debiting.outcome = new LinkCreator.Refused(new Failure("invalid-account", "No account."));
        String id = debit();
        for (Duration pause : List.of(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(10))) {
            assertEquals(422, post(id, Map.of("phone", another())).status());
            clock.advance(pause.minusMillis(1));
            int requested = debiting.debits.size();
            assertTrue(post(id, Map.of("phone", another())).headers().containsKey("retry-after"));
            assertEquals(requested, debiting.debits.size());
            clock.advance(Duration.ofMillis(1));
        }
        assertTrue(post(id, Map.of("phone", another())).body().contains("You have used all attempts for this payment."));
        clock.advance(Duration.ofMinutes(20));
        ApiResponse exhausted = post(id, Map.of("phone", another()));
        assertEquals(422, exhausted.status());
        assertFalse(exhausted.body().contains("<form"));
        assertFalse(page(id).contains("<form"));
        assertEquals(5, debiting.debits.size());
        assertEquals(List.of("1", "2", "3", "4", "5"), payments.history(id).stream()
                .filter(entry -> entry.cause().equals("customer")).map(entry -> entry.detail().get("attempt")).toList());
        assertEquals(PaymentStatus.PENDING, payment(id).status());
    }

    @Test
    void aPhoneNumberGetsAtMostSixDebitsAnHourOverAllPayments() {
        for (int i = 0; i < 6; i++) {
            assertEquals(303, post(debit(), Map.of("phone", phone)).status());
        }
        ApiResponse busy = post(debit(), Map.of("phone", phone));
        assertEquals(422, busy.status());
        assertTrue(busy.body().contains("There were too many payment requests for this number."));
        assertEquals(303, post(debit(), Map.of("phone", another())).status());
        assertEquals(7, debiting.debits.size());
        clock.advance(Duration.ofSeconds(Long.parseLong(busy.headers().get("retry-after"))));
        assertEquals(303, post(debit(), Map.of("phone", phone)).status());
    }

    @Test
    void aFormSubmittedTwiceAtOnceStartsOneDebitAndShowsThePage() {
        String id = debit();
        ApiResponse[] second = new ApiResponse[1];
        debiting.whenDebited = () -> second[0] = post(id, Map.of("phone", phone));
        assertEquals(303, post(id, Map.of("phone", phone)).status());
        assertEquals(id + "?debit=unknown", second[0].headers().get("location"));
        assertEquals(1, debiting.debits.size());
    }

    @Test
    void aDescriptionKeepsItsLines() {
        description = "Two tickets\nRow 7";
        assertTrue(page(ownLink()).contains("<p class=\"soft lines\" dir=\"auto\">Two tickets\nRow 7</p>"));
        assertTrue(PageAssets.STYLE.contains(".lines{white-space:pre-line}"));
    }

    @Test
    void theWayBackMayBeWrittenInCapitals() {
        redirectUrl = Optional.of("HTTPS://Shop.Example/thanks");
        String id = ownLink();
        raise(id, "asked", PaymentStatus.FAILED);
        assertTrue(page(id).contains("HTTPS://Shop.Example/thanks?paymentId="));
    }

    @Test
    void anUnreachableProviderCostsNoAttempt() {
        String id = debit();
        debiting.whenDebited = () -> {
            throw new ProviderNotConfigured("no key");
        };
        for (int i = 0; i < 6; i++) {
            assertEquals(503, post(id, Map.of("phone", another())).status());
        }
        debiting.whenDebited = () -> { };
        assertEquals(303, post(id, Map.of("phone", phone)).status());
    }

    private static String another() {
        return "+2335" + ThreadLocalRandom.current().nextLong(10_000_000, 99_999_999);
    }

    @Test
    void anUnknownOutcomeWarnsOfPayingTwice() {
        debiting.outcome = new LinkCreator.Unknown("did not answer");
        String id = debit();
        ApiResponse answer = post(id, Map.of("phone", phone));
        assertEquals(id + "?debit=unknown", answer.headers().get("location"));
        String page = get(id, Map.of("debit", "unknown")).body();
        assertTrue(page.contains("do not pay a second time"));
        assertFalse(page.contains("<form"));
    }

    @Test
    void aFormFromAnotherSiteIsRefused() {
        String id = debit();
        assertEquals(403, crossSite(id).status());
        for (Map<String, String> headers : List.of(Map.of("origin", "null"), Map.of("sec-fetch-site", "same-site"),
                Map.of("origin", "https://" + HOST + ".evil.example"), Map.of("origin", "https://" + HOST + ":444"))) {
            assertEquals(403, request("POST", id, Map.of(), headers, form(Map.of("phone", phone)), checkout::pay)
                    .status(), headers.toString());
        }
        assertEquals(List.of(), debiting.debits);
        assertEquals(303, request("POST", id, Map.of(), Map.of("origin", "https://" + HOST, "sec-fetch-site", "same-origin"),
                form(Map.of("phone", phone)), checkout::pay).status());
    }

    @Test
    void noDebitStartsOnceThePaymentIsOverOrExpired() {
        String failed = debit();
        raise(failed, "debiting", PaymentStatus.FAILED);
        assertEquals(303, post(failed, Map.of("phone", phone)).status());
        String late = debit();
        clock.advance(Duration.ofHours(1));
        assertEquals(303, post(late, Map.of("phone", phone)).status());
        assertEquals(List.of(), debiting.debits);
    }

    @Test
    void pollsTheProviderAtItsIntervalWhileTheCustomerWaits() {
        String id = debit();
        status(id, Map.of());
        assertEquals(0, debiting.questions.size());
        post(id, Map.of("phone", phone));
        for (int second = 0; second < 60; second++) {
            status(id, Map.of());
            clock.advance(Duration.ofSeconds(1));
        }
        assertEquals(6, debiting.questions.size());
        assertEquals("{\"status\":\"PENDING\",\"state\":\"waiting\",\"message\":\"Complete payment on your phone\"}",
                status(id, Map.of()).body());
    }

    @Test
    void theProvidersStatusDecidesThePayment() {
        String id = debit();
        post(id, Map.of("phone", phone));
        debiting.returns(PaymentStatus.COMPLETED, DUE);
        assertEquals("{\"status\":\"COMPLETED\",\"state\":\"paid\",\"message\":\"Payment received\"}",
                status(id, Map.of()).body());
        assertEquals("status-check", payments.history(id).get(payments.history(id).size() - 1).cause());
    }

    @Test
    void tooLittleMoneyNeverCompletesAPayment() {
        String id = debit();
        post(id, Map.of("phone", phone));
        debiting.returns(PaymentStatus.COMPLETED, new Money(124999, "GHS"));
        assertTrue(status(id, Map.of()).body().contains("\"state\":\"waiting\""));
        debiting.providerStatus = new StatusLookup.Known(PaymentStatus.COMPLETED, Optional.empty(), Optional.empty(),
                Optional.empty(), Map.of());
        clock.advance(Duration.ofSeconds(3));
        assertTrue(status(id, Map.of()).body().contains("\"state\":\"waiting\""));
        assertEquals(PaymentStatus.PENDING, payment(id).status());
    }

    @Test
    void returningFromAProviderTriggersAStatusCheck() {
        String id = widget();
        String waiting = get(id, Map.of("transaction_id", "tx-1", "status", "successful")).body();
        assertTrue(waiting.contains("Checking your payment"));
        assertEquals(List.of(Optional.of("tx-1")), widget.questions);
        widget.returns(PaymentStatus.COMPLETED, DUE);
        clock.advance(Duration.ofSeconds(3));
        assertTrue(get(id, Map.of("transaction_id", "tx-1", "status", "failed")).body().contains("Payment received"));
    }

    @Test
    void anUnansweredAttemptIsStoredForLaterChecks() {
        String id = widget();
        get(id, Map.of("transaction_id", "tx-1"));
        String later = page(id);
        assertTrue(later.contains("Checking your payment"));
        assertFalse(later.contains("https://widget.example/"));
        clock.advance(Duration.ofSeconds(3));
        widget.returns(PaymentStatus.COMPLETED, DUE);
        assertTrue(status(id, Map.of()).body().contains("\"state\":\"paid\""));
        assertEquals(List.of(Optional.of("tx-1"), Optional.of("tx-1")), widget.questions);
    }

    @Test
    void aTransactionIsStoredEvenIfItsStatusCheckCrashesTheFunction() {
        String id = widget();
        widget.duringLookup = () -> {
            throw new OutOfMemoryError("played");
        };
        assertThrows(OutOfMemoryError.class, () -> get(id, Map.of("transaction_id", "tx-1")));
        assertEquals(List.of("tx-1"), open(id));
    }

    @Test
    void anAttemptThatHasFailedIsNotRememberedAndMayBeFollowedByAnother() {
        String id = widget();
        widget.returns(PaymentStatus.FAILED, DUE);
        assertTrue(get(id, Map.of("transaction_id", "tx-1")).body().contains("Try again"));
        assertEquals(List.of(), open(id));
        assertTrue(page(id).contains("https://widget.example/"));
    }

    @Test
    void anotherTransactionIsCheckedAndTheOneThatPaidIsNot() {
        String id = widget();
        payments.raise(new StatusEvent(id, "widget", PaymentStatus.COMPLETED, Cause.WEBHOOK, clock.instant(), Optional.of(DUE),
                Optional.of("tx-1"), Optional.empty(), Map.of()));
        assertTrue(get(id, Map.of("transaction_id", "tx-1")).body().contains("Payment received"));
        assertEquals(List.of(), open(id));
        assertTrue(get(id, Map.of("transaction_id", "tx-2")).body().contains("Payment received"));
        assertEquals(List.of("tx-2"), open(id));
        assertEquals(List.of(), widget.questions);
    }

    @Test
    void anUnknownTransactionDelaysTheOfferByOneStatusCheck() {
        String id = widget();
        widget.providerStatus = new StatusLookup.NotFound("no such transaction");
        assertTrue(get(id, Map.of("transaction_id", "invented")).body().contains("https://widget.example/"));
        assertTrue(page(id).contains("https://widget.example/"));
        assertTrue(get(id, Map.of("transaction_id", "invented-too")).body().contains("Checking your payment"));
        clock.advance(Duration.ofSeconds(3));
        assertTrue(status(id, Map.of("transaction_id", "invented-too")).body().contains("\"state\":\"pay\""));
        assertTrue(get(id, Map.of("transaction_id", "invented-too")).body().contains("https://widget.example/"));
    }

    @Tag("slow")
    @Test
    void manyReportsCauseFewStatusCallsAndEvictNoKnownTransaction() {
        String id = widget();
        widget.returns(PaymentStatus.PENDING, DUE);
        get(id, Map.of("transaction_id", "real"));
        widget.providerStatus = new StatusLookup.NotFound("no such transaction");
        for (int request = 0; request < 60; request++) {
            clock.advance(Duration.ofSeconds(1));
            get(id, Map.of("transaction_id", "junk-" + request));
        }
        assertTrue(widget.questions.size() < 10, widget.questions.toString());
        assertTrue(open(id).contains("real"), open(id).toString());
        assertTrue(open(id).size() <= 5, open(id).toString());
        assertTrue(page(id).contains("Checking your payment"));
    }

    private List<String> open(String id) {
        return attempts.open(id).stream().map(ReportedTransactions.Open::transactionId).toList();
    }

    @Test
    void aProviderThatFindsPaymentsByReferenceNeedsNoReportedTransactions() {
        String id = ownLink();
        get(id, Map.of("transaction_id", "tx-1"));
        assertEquals(List.of(), open(id));
    }

    @Test
    void aCustomerWhoCancelledAtTheProviderIsOfferedToPay() {
        String page = get(widget(), Map.of("status", "cancelled", "tx_ref", "x")).body();
        assertTrue(page.contains("https://widget.example/"));
        assertEquals(List.of(), widget.questions);
    }

    @Test
    void aSecondAttemptAfterAFailedOneIsCheckedWithoutAPromptToPayAgain() {
        String id = widget();
        raise(id, "widget", PaymentStatus.FAILED);
        assertTrue(page(id).contains("Try again"));
        String page = get(id, Map.of("transaction_id", "tx-2")).body();
        assertFalse(page.contains("https://widget.example/"));
        assertTrue(page.contains("do not pay a second time"));
        widget.returns(PaymentStatus.COMPLETED, DUE);
        clock.advance(Duration.ofSeconds(3));
        assertTrue(status(id, Map.of("transaction_id", "tx-2")).body().contains("\"state\":\"paid\""));
        assertFalse(payment(id).lateSuccess());
    }

    @Test
    void anAbandonedOrExpiredAttemptLeavesTheLinkUsable() {
        for (PaymentStatus status : List.of(PaymentStatus.CANCELLED, PaymentStatus.EXPIRED)) {
            String id = widget();
            payments.raise(new StatusEvent(id, "widget", status, Cause.WEBHOOK, clock.instant(), Optional.empty(),
                    Optional.empty(), Optional.of(new Failure("timed-out", "Too late")), Map.of()));
            assertTrue(page(id).contains("Try again"), status.name());
            clock.advance(Duration.ofDays(2));
            assertFalse(page(id).contains("Try again"), status.name());
        }
    }

    @Test
    void aFailedDebitIsNotOfferedAgain() {
        String id = debit();
        raise(id, "debiting", PaymentStatus.FAILED, new Failure("insufficient-funds", "NSF 51"));
        String page = page(id);
        assertTrue(page.contains("There is not enough money in the account."));
        assertFalse(page.contains("<form") || page.contains("Try again"));
    }

    @Test
    void anExpiredPaymentOffersNoWayToPay() {
        String transfer = pending("asked", Optional.of("*1#"), Optional.of(new BankAccount("B", "0123456789", "N")),
                Optional.empty());
        List<String> all = List.of(transfer, debit(), widget(), ownLink());
        clock.advance(Duration.ofHours(1));
        for (String id : all) {
            String page = page(id);
            assertTrue(page.contains("has expired") && page.contains("do not pay again"), page);
            assertFalse(page.contains("0123456789") || page.contains("tel:") || page.contains("<form")
                    || page.contains("widget.example") || page.contains("provider.example"), page);
        }
    }

    @Test
    void aPaidPaymentLeadsBackToTheShop() {
        String id = ownLink();
        raise(id, "asked", PaymentStatus.COMPLETED);
        String back = "https://shop.example/thanks?cart=7&amp;paymentId=" + id + "&amp;status=COMPLETED#end";
        String page = page(id);
        assertTrue(page.contains("href=\"" + back + "\" data-go=\"10\""), page);
        assertTrue(page.contains("<noscript><meta http-equiv=\"refresh\" content=\"10;url=" + back + "\"></noscript>"), page);
        assertFalse(page.contains("data-follow"));
    }

    @Test
    void cancelledAndRefundedPaymentsShowTheirStatus() {
        String cancelled = ownLink();
        raise(cancelled, "asked", PaymentStatus.CANCELLED);
        assertTrue(page(cancelled).contains("Payment cancelled"));
        String refunded = ownLink();
        raise(refunded, "asked", PaymentStatus.COMPLETED);
        raise(refunded, "asked", PaymentStatus.REFUNDED);
        assertTrue(page(refunded).contains("Payment refunded"));
        assertFalse(page(cancelled).contains("provider.example") || page(refunded).contains("provider.example"));
    }

    @Test
    void theRefundedAmountIsShown() {
        PaymentTerms terms = SamplePayments.terms();
        Payment paid = new Payment(terms, PaymentStatus.PARTIALLY_REFUNDED, Optional.empty(), Optional.empty(), Optional.empty(),
                terms.amount(), new Money(1000, "SLE"), Map.of(), terms.createdAt());
        CheckoutRequest request = new CheckoutRequest(Language.ENGLISH, false, false, Optional.empty(), Optional.empty(), false);
        assertEquals(CheckoutState.PARTLY_REFUNDED, CheckoutState.of(paid, request, Optional.empty(), terms.createdAt()));
    }

    @Test
    void withoutScriptsAWaitingPageReloadsAndChecksTheStatus() {
        String id = debit();
        post(id, Map.of("phone", phone));
        assertTrue(get(id, Map.of("debit", "asked")).body().contains(
                "<noscript><meta http-equiv=\"refresh\" content=\"5;url=" + id + "?debit=asked&amp;check=1\"></noscript>"));
        assertEquals(0, debiting.questions.size());
        get(id, Map.of("debit", "asked", "check", "1"));
        assertEquals(1, debiting.questions.size());
    }

    @Test
    void aFormIsNeverReloadedWhileTheCustomerTypes() {
        assertFalse(page(debit()).contains("http-equiv"));
    }

    @Test
    void aPaymentInCreationShowsAWaitingPage() {
        String id = creating("asked");
        assertTrue(page(id).contains("We are preparing your payment."));
        assertTrue(status(id, Map.of()).body().contains("\"state\":\"preparing\""));
    }

    // --- what the tests start from

    private String ownLink() {
        return pendingAt("asked", "https://provider.example/p/1?a=1&b=2", Optional.empty(), Optional.empty(), Optional.empty());
    }

    private String debit() {
        return pending("debiting", Optional.empty(), Optional.empty(), Optional.empty());
    }

    private String widget() {
        return pending("widget", Optional.empty(), Optional.empty(), Optional.empty());
    }

    private String pending(String provider, Optional<String> ussdCode, Optional<BankAccount> account,
            Optional<String> reference) {
        return pendingAt(provider, "", ussdCode, account, reference);
    }

    private String pendingAt(String provider, String link, Optional<String> ussdCode, Optional<BankAccount> account,
            Optional<String> reference) {
        PaymentTerms terms = terms(provider);
        Reservation.Started started = reserve(terms);
        creations.complete(started.token(), new CreationResult(terms.id(), provider, PaymentStatus.PENDING,
                Optional.of(new PaymentInstructions(link.isEmpty() ? "https://" + HOST + "/pay/" + terms.id() : link, ussdCode,
                        account)), reference, Optional.empty(), clock.instant()), new StoredAnswer(201, Map.of(), "{}"));
        return terms.id();
    }

    private String creating(String provider) {
        PaymentTerms terms = terms(provider);
        reserve(terms);
        return terms.id();
    }

    private Reservation.Started reserve(PaymentTerms terms) {
        return (Reservation.Started) creations.reserve(new IdempotencyKey("shop", UUID.randomUUID().toString()),
                Fingerprint.of("POST", "/payment-links", terms.id().getBytes(StandardCharsets.UTF_8)), terms);
    }

    private PaymentTerms terms(String provider) {
        return new PaymentTerms(SamplePayments.IDS.next(), "shop", "order-7", provider, PaymentMethod.MOMO, DUE, customer,
                Optional.of(description), redirectUrl, Map.of("cart", "7-secret"), clock.instant(),
                clock.instant().plus(Duration.ofHours(1)));
    }

    private void raise(String id, String provider, PaymentStatus status) {
        raise(id, provider, status, new Failure("payment-failed", "It failed"));
    }

    private void raise(String id, String provider, PaymentStatus status, Failure failure) {
        payments.raise(new StatusEvent(id, provider, status, Cause.WEBHOOK, clock.instant(),
                Optional.of(DUE).filter(money -> status.isPaid()), Optional.empty(),
                Optional.of(failure).filter(any -> status == PaymentStatus.FAILED), Map.of()));
        assertEquals(status, payment(id).status());
    }

    private Payment payment(String id) {
        return payments.find(id).orElseThrow();
    }

    private String page(String id) {
        return get(id, Map.of()).body();
    }

    private ApiResponse get(String id, Map<String, String> query) {
        return get(id, query, Map.of());
    }

    private ApiResponse get(String id, Map<String, String> query, Map<String, String> headers) {
        return request("GET", id, query, headers, new byte[0], checkout::page);
    }

    private ApiResponse post(String id, Map<String, String> fields) {
        return request("POST", id, Map.of(), Map.of(), form(fields), checkout::pay);
    }

    private ApiResponse crossSite(String id) {
        return request("POST", id, Map.of(), Map.of("origin", "https://evil.example"), form(Map.of("phone", phone)),
                checkout::pay);
    }

    private ApiResponse status(String id, Map<String, String> query) {
        return request("GET", id, query, Map.of(), new byte[0], checkout::status);
    }

    private static byte[] form(Map<String, String> fields) {
        return String.join("&", fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8)).toList())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static ApiResponse request(String method, String id, Map<String, String> query, Map<String, String> headers,
            byte[] body, java.util.function.Function<ApiRequest, ApiResponse> handler) {
        return handler.apply(new ApiRequest(method, "/pay/" + id, Map.of("id", id), query, new HashMap<>(headers), body,
                HOST, Optional.empty()));
    }

    private static String main(String page) {
        return between(page, "<main", "</main>");
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from) + from.length();
        return text.substring(start, text.indexOf(to, start));
    }

    private static void assertNoMarkup(String page) {
        assertEquals(1, count(page, "<script"), page);
        assertFalse(page.contains("<img"), page);
        assertFalse(page.contains("onerror='"), page);
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }
}
