package africa.paylinks.checkout;

import static africa.paylinks.checkout.Html.escape;

import africa.paylinks.http.ApiResponse;
import africa.paylinks.merchant.Branding;
import africa.paylinks.payment.BankAccount;
import africa.paylinks.payment.Failure;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentTerms;
import africa.paylinks.provider.BankDirectory.Bank;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Renders a payment as a page. It shows only the payment's amount, description and order id, and whom the customer pays. */
final class CheckoutPage {

    private static final int RETURN_SECONDS = 10;
    private static final Duration LONGEST_COUNTDOWN = Duration.ofHours(24);

    private final Shown shown;
    private final Messages messages;
    private final StringBuilder html = new StringBuilder();

    /** A payment and its checkout state at one time. */
    record Shown(Payment payment, Branding branding, CheckoutRequest checkout, CheckoutState state, PaymentOptions options, Instant now) {
    }

    private CheckoutPage(Shown shown) {
        this.shown = shown;
        this.messages = Messages.in(shown.checkout.language());
    }

    /** Renders the page as an HTTP response. */
    static ApiResponse answer(int status, Shown shown) {
        CheckoutPage page = new CheckoutPage(shown);
        page.main();
        String heading = heading(shown.payment, shown.checkout, shown.state);
        boolean wrong = shown.options.debit().filter(DebitForm::hasErrors).isPresent();
        String title = (wrong ? page.messages.of(MessageKey.FORM_ERROR) + " · " : "") + heading + " · " + page.amount();
        return Html.answer(status, new Html.Page(page.messages, title, BrandedParts.colors(shown.branding), page.renewal(), page.html.toString(),
                other -> shown.payment.id() + shown.checkout.translated(other).query()));
    }

    /** The page's heading. */
    static String heading(Payment payment, CheckoutRequest checkout, CheckoutState state) {
        return Messages.in(checkout.language()).of(switch (state) {
            case PREPARING -> MessageKey.PREPARING_HEADING;
            case PAY -> MessageKey.PAY_HEADING;
            case WAITING -> checkout.returned() ? MessageKey.CONFIRMING_HEADING
                    : isUnknown(payment, checkout) ? MessageKey.WAITING_HEADING : MessageKey.PHONE_HEADING;
            case PAID -> MessageKey.PAID_HEADING;
            case PARTLY_REFUNDED -> MessageKey.PARTLY_REFUNDED_HEADING;
            case REFUNDED -> MessageKey.REFUNDED_HEADING;
            case FAILED -> MessageKey.FAILED_HEADING;
            case CANCELLED -> MessageKey.CANCELLED_HEADING;
            case EXPIRED -> MessageKey.EXPIRED_HEADING;
        });
    }

    /** Why a payment failed, in the customer's language if the failure code is known. */
    static String failure(Messages messages, Failure failure) {
        return messages.failure(failure).orElseGet(() -> messages.language() == Language.ENGLISH
                ? failure.message()
                : messages.failure(new Failure("payment-failed", "")).orElse(""));
    }

    private static boolean isUnknown(Payment payment, CheckoutRequest checkout) {
        return payment.providerReference().isEmpty() && checkout.debit().equals(Optional.of(CheckoutRequest.Debit.UNKNOWN));
    }

    private String amount() {
        return messages.amount(shown.payment.terms().amount());
    }

    private void main() {
        PaymentTerms terms = shown.payment.terms();
        html.append("<main class=\"").append(shown.state.wireName()).append('"');
        data("state", shown.state.wireName());
        data("next", shown.payment.id() + shown.checkout.plain().query());
        data("copied", messages.of(MessageKey.COPIED));
        data("sending", messages.of(MessageKey.DEBIT_SENDING));
        data("offline", messages.of(MessageKey.OFFLINE));
        if (mayChange()) {
            data("follow", shown.payment.id() + "/status" + shown.checkout.query());
            data("every", isWaiting() ? "3" : "5");
        }
        if (messages.language().zero() != '0') {
            data("zero", Character.toString(messages.language().zero()));
        }
        html.append(">\n").append(BrandedParts.payee(shown.branding, messages));
        html.append("<h1>").append(escape(heading(shown.payment, shown.checkout, shown.state))).append("</h1>\n");
        // A long amount breaks before the currency, not between digits.
        element("p", "amount", messages.largeAmount(shown.payment.terms().amount()));
        terms.description().ifPresent(description -> html.append("<p class=\"soft lines\" dir=\"auto\">").append(escape(description)).append("</p>\n"));
        html.append("<p class=\"order\">").append(escape(messages.of(MessageKey.ORDER))).append(" <bdi>").append(escape(terms.orderId()))
                .append("</bdi></p>\n");
        html.append("<p id=\"news\" role=\"status\"></p>\n");
        content();
        backLink();
        html.append(BrandedParts.support(shown.branding, messages)).append("</main>");
    }

    private void content() {
        switch (shown.state) {
            case PREPARING -> {
                text(MessageKey.PREPARING_TEXT);
                dots();
            }
            case PAY -> pay();
            case WAITING -> waiting();
            case PAID -> paragraph(messages.of(MessageKey.PAID_TEXT, amount()));
            case PARTLY_REFUNDED -> paragraph(
                    messages.of(MessageKey.PARTLY_REFUNDED_TEXT, messages.amount(shown.payment.refunded())));
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
        if (shown.options.isNone()) {
            text(MessageKey.NO_WAY_TEXT);
            return;
        }
        ways(MessageKey.LINK_BUTTON);
        shown.options.bankAccount().ifPresent(this::account);
        shown.options.debit().ifPresent(this::form);
        expiry();
    }

    private void ways(MessageKey button) {
        shown.options.ussdCode().ifPresent(this::ussd);
        shown.options.page().ifPresent(page -> {
            text(MessageKey.LINK_TEXT);
            link(page, "button", messages.of(button, amount()));
        });
    }

    private void ussd(String code) {
        text(MessageKey.USSD_TEXT);
        html.append("<p class=\"code\" dir=\"ltr\" aria-label=\"").append(escape(messages.of(MessageKey.USSD_LABEL))).append("\" role=\"group\">")
                .append(escape(code)).append("</p>\n");
        if (code.matches("[0-9*#]{1,64}")) {
            link("tel:" + code.replace("#", "%23"), "button", messages.of(MessageKey.USSD_BUTTON, code));
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
        html.append("<div><dt>").append(escape(messages.of(name))).append("</dt><dd><bdi>").append(escape(value)).append("</bdi></dd>");
        toCopy.ifPresent(copied -> {
            html.append("<dd class=\"copy\">");
            copy(copied, name);
            html.append("</dd>");
        });
        html.append("</div>\n");
    }

    private void copy(String value, MessageKey name) {
        html.append("<button type=\"button\" class=\"plain\" hidden data-copy=\"").append(escape(value))
                .append("\" aria-label=\"").append(escape(messages.of(MessageKey.COPY_WHAT, messages.of(name)))).append("\">")
                .append(escape(messages.of(MessageKey.COPY))).append("</button>\n");
    }

    private void form(DebitForm form) {
        if (form.hasErrors()) {
            html.append("<div class=\"alert\" role=\"alert\" tabindex=\"-1\">\n");
            element("strong", "", messages.of(form.closed() ? MessageKey.DEBIT_CLOSED : MessageKey.FORM_ERROR));
            form.refusal().ifPresent(this::paragraph);
            form.phoneError().ifPresent(error -> link("#phone", "more", messages.of(error)));
            form.bankError().ifPresent(error -> link("#bank", "more", messages.of(error)));
            html.append("</div>\n");
        }
        if (form.closed()) {
            return;
        }
        boolean correcting = shown.checkout.isCorrecting();
        text(correcting ? MessageKey.CORRECT_TEXT : MessageKey.DEBIT_TEXT);
        CheckoutRequest target = correcting ? shown.checkout.correcting() : shown.checkout.plain();
        html.append("<form method=\"post\" action=\"").append(escape(shown.payment.id() + target.query()))
                .append("\">\n");
        phone(form);
        if (!form.banks().isEmpty()) {
            bank(form);
        }
        html.append("<button type=\"submit\">").append(escape(correcting ? messages.of(MessageKey.CORRECT_BUTTON) : messages.of(MessageKey.DEBIT_BUTTON, amount())))
                .append("</button>\n</form>\n");
        if (correcting) {
            link(shown.payment.id() + shown.checkout.plain().query(), "more", messages.of(MessageKey.CORRECT_BACK));
        }
    }

    private void phone(DebitForm form) {
        Optional<String> known = shown.payment.terms().customer().phone().filter(number -> !shown.checkout.isCorrecting());
        html.append("<div class=\"field\">\n<label for=\"phone\">").append(escape(messages.of(MessageKey.PHONE_LABEL)))
                .append("</label>\n<input id=\"phone\" name=\"phone\" type=\"tel\" dir=\"ltr\" autocomplete=\"tel\" maxlength=\"32\" value=\"")
                .append(escape(form.typedPhone())).append('"').append(known.isEmpty() ? " required" : "");
        described("phone", form.phoneError());
        html.append(">\n<p class=\"hint\" id=\"phone-hint\">").append(escape(messages.of(MessageKey.PHONE_HINT)));
        known.ifPresent(number -> html.append(' ')
                .append(escape(messages.of(MessageKey.PHONE_KNOWN, number.substring(Math.max(0, number.length() - 2))))));
        html.append("</p>\n");
        form.phoneError().ifPresent(error -> error("phone", error));
        html.append("</div>\n");
    }

    private void bank(DebitForm form) {
        html.append("<div class=\"field\">\n<label for=\"bank\">").append(escape(messages.of(MessageKey.BANK_LABEL)))
                .append("</label>\n<select id=\"bank\" name=\"bank\" required");
        described("bank", form.bankError());
        html.append(">\n<option value=\"\">").append(escape(messages.of(MessageKey.BANK_CHOOSE))).append("</option>\n");
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
        html.append("<p class=\"error\" id=\"").append(field).append("-error\">").append(escape(messages.of(error)))
                .append("</p>\n");
    }

    private void expiry() {
        Instant expiresAt = shown.payment.terms().expiresAt();
        Duration left = Duration.between(shown.now, expiresAt);
        html.append("<p class=\"hint\">").append(escape(messages.of(MessageKey.EXPIRES))).append(" <time datetime=\"")
                .append(expiresAt).append("\">").append(escape(messages.time(expiresAt))).append("</time></p>\n");
        if (left.compareTo(LONGEST_COUNTDOWN) <= 0) {
            html.append("<p class=\"hint\" hidden>").append(escape(messages.of(MessageKey.TIME_LEFT)))
                    .append(" <span role=\"timer\" data-left=\"").append(left.toSeconds() + 1).append("\"></span></p>\n");
        }
    }

    private void waiting() {
        boolean returned = shown.checkout.returned();
        boolean unknown = isUnknown(shown.payment, shown.checkout);
        text(returned ? MessageKey.CONFIRMING_TEXT : unknown ? MessageKey.UNKNOWN_TEXT : MessageKey.PHONE_TEXT);
        dots();
        text(MessageKey.DO_NOT_PAY_TWICE);
        if (returned || shown.payment.providerReference().isEmpty()) {
            link(shown.payment.id() + shown.checkout.plain().query(), "more",
                    messages.of(returned ? MessageKey.NOT_PAID : MessageKey.NOTHING_ON_PHONE));
        } else if (shown.options.correction()) {
            link(shown.payment.id() + shown.checkout.correcting().query(), "more", messages.of(MessageKey.WRONG_NUMBER));
        }
    }

    private void failed() {
        shown.payment.failure().map(failure -> failure(messages, failure)).ifPresent(this::paragraph);
        if (shown.options.isNone()) {
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
        boolean leaves = shown.state == CheckoutState.PAID;
        html.append("<a class=\"button").append(leaves ? "" : " plain").append("\" href=\"").append(escape(address.get()))
                .append('"');
        if (leaves) {
            data("go", Integer.toString(RETURN_SECONDS));
        }
        html.append('>').append(escape(messages.of(MessageKey.RETURN))).append("</a>\n");
        if (leaves) {
            html.append("<div id=\"soon\" hidden>\n");
            paragraph(messages.of(MessageKey.RETURN_SOON, messages.digits(Integer.toString(RETURN_SECONDS))));
            html.append("<button type=\"button\" class=\"plain\">").append(escape(messages.of(MessageKey.STAY)))
                    .append("</button>\n</div>\n");
        }
    }

    /** The merchant's return URL with the payment's id and status, which the merchant must verify by the API. */
    private Optional<String> returnAddress() {
        boolean over = shown.state != CheckoutState.PREPARING && shown.state != CheckoutState.PAY && shown.state != CheckoutState.WAITING;
        return shown.payment.terms().redirectUrl().filter(url -> over && Html.isWebAddress(url)).map(url -> {
            int fragment = url.indexOf('#');
            String page = fragment < 0 ? url : url.substring(0, fragment);
            return page + (page.indexOf('?') < 0 ? '?' : '&') + "paymentId=" + shown.payment.id() + "&status="
                    + (shown.state == CheckoutState.EXPIRED ? "EXPIRED" : shown.payment.status().name())
                    + (fragment < 0 ? "" : url.substring(fragment));
        });
    }

    /** Without scripts, the page refreshes itself to follow the payment, and then returns to the shop. */
    private String renewal() {
        Optional<String> address = shown.state == CheckoutState.PAID ? returnAddress() : Optional.empty();
        boolean outside = shown.state == CheckoutState.PAY
                && (shown.options.ussdCode().isPresent() || shown.options.bankAccount().isPresent());
        Optional<String> refresh = isWaiting() || outside
                ? Optional.of((isWaiting() ? "5" : "15") + ";url=" + shown.payment.id() + shown.checkout.checking().query())
                : address.map(url -> RETURN_SECONDS + ";url=" + url);
        return refresh.map(content -> "<noscript><meta http-equiv=\"refresh\" content=\"" + escape(content)
                + "\"></noscript>\n").orElse("");
    }

    private boolean isWaiting() {
        return shown.state == CheckoutState.WAITING || shown.state == CheckoutState.PREPARING;
    }

    private boolean mayChange() {
        return !shown.payment.status().isPaid()
                && (shown.payment.status().isOpen() || isWaiting() || !shown.options.isNone());
    }

    private void dots() {
        html.append("<div class=\"dots\" aria-hidden=\"true\"><i></i><i></i><i></i></div>\n");
    }

    private void text(MessageKey text) {
        paragraph(messages.of(text));
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
