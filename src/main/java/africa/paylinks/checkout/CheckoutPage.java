package africa.paylinks.checkout;

import static africa.paylinks.checkout.Html.escape;

import africa.paylinks.http.ApiResponse;
import africa.paylinks.payment.BankAccount;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.BankDirectory.Bank;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One payment as a page. What it says of the payment is its amount, its description and the merchant's order, and no more. */
final class CheckoutPage {

    private static final int RETURN_SECONDS = 10;
    private static final Duration LONGEST_COUNTDOWN = Duration.ofHours(24);

    private final Shown shown;
    private final Messages texts;
    private final StringBuilder html = new StringBuilder();

    /** A payment at the moment it is shown. */
    record Shown(Payment payment, CheckoutRequest visit, CheckoutState stage, PaymentOptions offer, Instant now) {
    }

    private CheckoutPage(Shown shown) {
        this.shown = shown;
        this.texts = Messages.in(shown.visit.language());
    }

    /** The page as an answer. */
    static ApiResponse answer(int status, Shown shown) {
        CheckoutPage page = new CheckoutPage(shown);
        page.main();
        String heading = heading(shown.payment, shown.visit, shown.stage);
        boolean wrong = shown.offer.debit().filter(DebitForm::hasErrors).isPresent();
        String title = (wrong ? page.texts.of(MessageKey.FORM_ERROR) + " · " : "") + heading + " · " + page.amount();
        return Html.page(status, page.texts, title, page.renewal(), page.html.toString(),
                shown.payment.id() + shown.visit.translated().query());
    }

    /** What the page says first. */
    static String heading(Payment payment, CheckoutRequest visit, CheckoutState stage) {
        return Messages.in(visit.language()).of(switch (stage) {
            case PREPARING -> MessageKey.PREPARING_HEADING;
            case PAY -> MessageKey.PAY_HEADING;
            case WAITING -> visit.returned() ? MessageKey.CONFIRMING_HEADING
                    : isUnknown(payment, visit) ? MessageKey.WAITING_HEADING : MessageKey.PHONE_HEADING;
            case PAID -> MessageKey.PAID_HEADING;
            case PARTLY_REFUNDED -> MessageKey.PARTLY_REFUNDED_HEADING;
            case REFUNDED -> MessageKey.REFUNDED_HEADING;
            case FAILED -> MessageKey.FAILED_HEADING;
            case CANCELLED -> MessageKey.CANCELLED_HEADING;
            case EXPIRED -> MessageKey.EXPIRED_HEADING;
        });
    }

    /** Why a payment failed, in the customer's language as far as possible. */
    static String failure(Messages texts, Failure failure) {
        return texts.failure(failure).orElseGet(() -> texts.language() == Language.ENGLISH
                ? failure.message()
                : texts.failure(new Failure("payment-failed", "")).orElse(""));
    }

    private static boolean isUnknown(Payment payment, CheckoutRequest visit) {
        return payment.providerReference().isEmpty() && visit.debit().equals(Optional.of(CheckoutRequest.Debit.UNKNOWN));
    }

    private String amount() {
        return texts.amount(shown.payment.terms().amount());
    }

    private void main() {
        PaymentTerms terms = shown.payment.terms();
        html.append("<main class=\"").append(shown.stage.wireName()).append('"');
        data("state", shown.stage.wireName());
        data("next", shown.payment.id() + shown.visit.plain().query());
        data("copied", texts.of(MessageKey.COPIED));
        data("sending", texts.of(MessageKey.DEBIT_SENDING));
        data("offline", texts.of(MessageKey.OFFLINE));
        if (mayChange()) {
            data("follow", shown.payment.id() + "/status" + shown.visit.query());
            data("every", isWaiting() ? "3" : "5");
        }
        html.append(">\n<h1>").append(escape(heading(shown.payment, shown.visit, shown.stage))).append("</h1>\n");
        // So large that it may need a second line, for the currency and not for digits.
        element("p", "amount", amount().replace('\u00a0', ' '));
        terms.description().ifPresent(description -> element("p", "soft lines", description));
        element("p", "order", texts.of(MessageKey.ORDER) + " " + terms.orderId());
        html.append("<p id=\"news\" role=\"status\"></p>\n");
        content();
        backLink();
        html.append("</main>");
    }

    private void content() {
        switch (shown.stage) {
            case PREPARING -> {
                text(MessageKey.PREPARING_TEXT);
                dots();
            }
            case PAY -> pay();
            case WAITING -> waiting();
            case PAID -> paragraph(texts.of(MessageKey.PAID_TEXT, amount()));
            case PARTLY_REFUNDED -> paragraph(
                    texts.of(MessageKey.PARTLY_REFUNDED_TEXT, texts.amount(shown.payment.refunded())));
            case REFUNDED -> text(MessageKey.REFUNDED_TEXT);
            case FAILED -> failed();
            case CANCELLED -> text(MessageKey.CANCELLED_TEXT);
            case EXPIRED -> {
                text(MessageKey.EXPIRED_TEXT);
                text(MessageKey.EXPIRED_BUT_PAID);
            }
        }
    }

    private void pay() {
        if (shown.offer.isNone()) {
            text(MessageKey.NO_WAY_TEXT);
            return;
        }
        ways(MessageKey.LINK_BUTTON);
        shown.offer.bankAccount().ifPresent(this::account);
        shown.offer.debit().ifPresent(this::form);
        expiry();
    }

    private void ways(MessageKey button) {
        shown.offer.ussdCode().ifPresent(this::ussd);
        shown.offer.page().ifPresent(page -> {
            text(MessageKey.LINK_TEXT);
            link(page, "button", texts.of(button, amount()));
        });
    }

    private void ussd(String code) {
        text(MessageKey.USSD_TEXT);
        html.append("<p class=\"code\" aria-label=\"").append(escape(texts.of(MessageKey.USSD_LABEL))).append("\" role=\"group\">")
                .append(escape(code)).append("</p>\n");
        if (code.matches("[0-9*#]{1,64}")) {
            link("tel:" + code.replace("#", "%23"), "button", texts.of(MessageKey.USSD_BUTTON, code));
        }
        copy(code, MessageKey.USSD_LABEL);
        text(MessageKey.FOLLOW_TEXT);
    }

    private void account(BankAccount account) {
        text(MessageKey.ACCOUNT_TEXT);
        html.append("<dl>\n");
        row(MessageKey.ACCOUNT_BANK, account.bank(), Optional.empty());
        row(MessageKey.ACCOUNT_NUMBER, account.number(), Optional.of(account.number()));
        row(MessageKey.ACCOUNT_NAME, account.name(), Optional.of(account.name()));
        row(MessageKey.ACCOUNT_AMOUNT, amount(), Optional.of(shown.payment.terms().amount().majorText()));
        html.append("</dl>\n");
        text(MessageKey.ACCOUNT_ONCE);
        text(MessageKey.FOLLOW_TEXT);
    }

    private void row(MessageKey name, String value, Optional<String> toCopy) {
        if (value.isBlank()) {
            return;
        }
        html.append("<div><dt>").append(escape(texts.of(name))).append("</dt><dd>").append(escape(value)).append("</dd>");
        toCopy.ifPresent(copied -> {
            html.append("<dd class=\"copy\">");
            copy(copied, name);
            html.append("</dd>");
        });
        html.append("</div>\n");
    }

    private void copy(String value, MessageKey name) {
        html.append("<button type=\"button\" class=\"plain\" hidden data-copy=\"").append(escape(value))
                .append("\" aria-label=\"").append(escape(texts.of(MessageKey.COPY_WHAT, texts.of(name)))).append("\">")
                .append(escape(texts.of(MessageKey.COPY))).append("</button>\n");
    }

    private void form(DebitForm form) {
        if (form.hasErrors()) {
            html.append("<div class=\"alert\" role=\"alert\" tabindex=\"-1\">\n");
            element("strong", "", texts.of(form.closed() ? MessageKey.DEBIT_CLOSED : MessageKey.FORM_ERROR));
            form.refusal().ifPresent(this::paragraph);
            form.phoneError().ifPresent(error -> link("#phone", "more", texts.of(error)));
            form.bankError().ifPresent(error -> link("#bank", "more", texts.of(error)));
            html.append("</div>\n");
        }
        if (form.closed()) {
            return;
        }
        text(MessageKey.DEBIT_TEXT);
        html.append("<form method=\"post\" action=\"").append(escape(shown.payment.id() + shown.visit.plain().query()))
                .append("\">\n");
        phone(form);
        if (!form.banks().isEmpty()) {
            bank(form);
        }
        html.append("<button type=\"submit\">").append(escape(texts.of(MessageKey.DEBIT_BUTTON, amount())))
                .append("</button>\n</form>\n");
    }

    private void phone(DebitForm form) {
        Optional<String> known = shown.payment.terms().customer().phone();
        html.append("<div class=\"field\">\n<label for=\"phone\">").append(escape(texts.of(MessageKey.PHONE_LABEL)))
                .append("</label>\n<input id=\"phone\" name=\"phone\" type=\"tel\" autocomplete=\"tel\" maxlength=\"32\" value=\"")
                .append(escape(form.typedPhone())).append('"').append(known.isEmpty() ? " required" : "");
        described("phone", form.phoneError());
        html.append(">\n<p class=\"hint\" id=\"phone-hint\">").append(escape(texts.of(MessageKey.PHONE_HINT)));
        known.ifPresent(number -> html.append(' ')
                .append(escape(texts.of(MessageKey.PHONE_KNOWN, number.substring(Math.max(0, number.length() - 2))))));
        html.append("</p>\n");
        form.phoneError().ifPresent(error -> error("phone", error));
        html.append("</div>\n");
    }

    private void bank(DebitForm form) {
        html.append("<div class=\"field\">\n<label for=\"bank\">").append(escape(texts.of(MessageKey.BANK_LABEL)))
                .append("</label>\n<select id=\"bank\" name=\"bank\" required");
        described("bank", form.bankError());
        html.append(">\n<option value=\"\">").append(escape(texts.of(MessageKey.BANK_CHOOSE))).append("</option>\n");
        for (Bank bank : form.banks()) {
            html.append("<option value=\"").append(escape(bank.identifier())).append('"')
                    .append(form.bank().equals(Optional.of(bank.identifier())) ? " selected" : "").append('>')
                    .append(escape(bank.name())).append("</option>\n");
        }
        html.append("</select>\n");
        form.bankError().ifPresent(error -> error("bank", error));
        html.append("</div>\n");
    }

    private void described(String field, Optional<MessageKey> error) {
        String hint = field.equals("phone") ? "phone-hint" : "";
        String by = (hint + (error.isPresent() ? " " + field + "-error" : "")).trim();
        html.append(error.isPresent() ? " aria-invalid=\"true\"" : "")
                .append(by.isEmpty() ? "" : " aria-describedby=\"" + by + "\"");
    }

    private void error(String field, MessageKey error) {
        html.append("<p class=\"error\" id=\"").append(field).append("-error\">").append(escape(texts.of(error)))
                .append("</p>\n");
    }

    private void expiry() {
        Instant expiresAt = shown.payment.terms().expiresAt();
        Duration left = Duration.between(shown.now, expiresAt);
        html.append("<p class=\"hint\">").append(escape(texts.of(MessageKey.EXPIRES))).append(" <time datetime=\"")
                .append(expiresAt).append("\">").append(escape(texts.time(expiresAt))).append("</time></p>\n");
        if (left.compareTo(LONGEST_COUNTDOWN) <= 0) {
            html.append("<p class=\"hint\" hidden>").append(escape(texts.of(MessageKey.TIME_LEFT)))
                    .append(" <span role=\"timer\" data-left=\"").append(left.toSeconds() + 1).append("\"></span></p>\n");
        }
    }

    private void waiting() {
        boolean returned = shown.visit.returned();
        boolean unknown = isUnknown(shown.payment, shown.visit);
        text(returned ? MessageKey.CONFIRMING_TEXT : unknown ? MessageKey.UNKNOWN_TEXT : MessageKey.PHONE_TEXT);
        dots();
        text(MessageKey.DO_NOT_PAY_TWICE);
        if (returned || shown.payment.providerReference().isEmpty()) {
            link(shown.payment.id() + shown.visit.plain().query(), "more",
                    texts.of(returned ? MessageKey.NOT_PAID : MessageKey.NOTHING_ON_PHONE));
        }
    }

    private void failed() {
        shown.payment.failure().map(failure -> failure(texts, failure)).ifPresent(this::paragraph);
        if (shown.offer.isNone()) {
            text(MessageKey.NEW_LINK_TEXT);
            return;
        }
        text(MessageKey.RETRY_TEXT);
        ways(MessageKey.RETRY_BUTTON);
    }

    private void backLink() {
        Optional<String> address = returnAddress();
        if (address.isEmpty()) {
            return;
        }
        boolean leaves = shown.stage == CheckoutState.PAID;
        html.append("<a class=\"button").append(leaves ? "" : " plain").append("\" href=\"").append(escape(address.get()))
                .append('"');
        if (leaves) {
            data("go", Integer.toString(RETURN_SECONDS));
        }
        html.append('>').append(escape(texts.of(MessageKey.RETURN))).append("</a>\n");
        if (leaves) {
            html.append("<div id=\"soon\" hidden>\n");
            paragraph(texts.of(MessageKey.RETURN_SOON, Integer.toString(RETURN_SECONDS)));
            html.append("<button type=\"button\" class=\"plain\">").append(escape(texts.of(MessageKey.STAY)))
                    .append("</button>\n</div>\n");
        }
    }

    /** The merchant's page, told which payment this was and how it stood: for the merchant to verify, not to believe. */
    private Optional<String> returnAddress() {
        boolean over = shown.stage != CheckoutState.PREPARING && shown.stage != CheckoutState.PAY && shown.stage != CheckoutState.WAITING;
        return shown.payment.terms().redirectUrl().filter(url -> over && Html.isWebAddress(url)).map(url -> {
            int fragment = url.indexOf('#');
            String page = fragment < 0 ? url : url.substring(0, fragment);
            return page + (page.indexOf('?') < 0 ? '?' : '&') + "paymentId=" + shown.payment.id() + "&status="
                    + (shown.stage == CheckoutState.EXPIRED ? "EXPIRED" : shown.payment.status().name())
                    + (fragment < 0 ? "" : url.substring(fragment));
        });
    }

    /** Where there are no scripts, the page follows the payment by renewing itself, and goes back to the shop by itself. */
    private String renewal() {
        Optional<String> address = shown.stage == CheckoutState.PAID ? returnAddress() : Optional.empty();
        boolean outside = shown.stage == CheckoutState.PAY
                && (shown.offer.ussdCode().isPresent() || shown.offer.bankAccount().isPresent());
        Optional<String> refresh = isWaiting() || outside
                ? Optional.of((isWaiting() ? "5" : "15") + ";url=" + shown.payment.id() + shown.visit.checking().query())
                : address.map(url -> RETURN_SECONDS + ";url=" + url);
        return refresh.map(content -> "<noscript><meta http-equiv=\"refresh\" content=\"" + escape(content)
                + "\"></noscript>\n").orElse("");
    }

    private boolean isWaiting() {
        return shown.stage == CheckoutState.WAITING || shown.stage == CheckoutState.PREPARING;
    }

    private boolean mayChange() {
        return !shown.payment.status().isPaid()
                && (shown.payment.status().isOpen() || isWaiting() || !shown.offer.isNone());
    }

    private void dots() {
        html.append("<div class=\"dots\" aria-hidden=\"true\"><i></i><i></i><i></i></div>\n");
    }

    private void text(MessageKey text) {
        paragraph(texts.of(text));
    }

    private void paragraph(String text) {
        element("p", "", text);
    }

    private void element(String name, String style, String text) {
        html.append('<').append(name).append(style.isEmpty() ? "" : " class=\"" + style + "\"").append('>')
                .append(escape(text)).append("</").append(name).append(">\n");
    }

    private void link(String address, String style, String text) {
        html.append("<a class=\"").append(style).append("\" href=\"").append(escape(address)).append("\">")
                .append(escape(text)).append("</a>\n");
    }

    private void data(String name, String value) {
        html.append(" data-").append(name).append("=\"").append(escape(value)).append('"');
    }
}
