package africa.paylinks.checkout;

import static africa.paylinks.checkout.Html.escape;

import africa.paylinks.checkout.LinkForm.Field;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.merchant.Branding;
import africa.paylinks.payment.Money;
import africa.paylinks.reusablelink.CollectedField;
import africa.paylinks.reusablelink.LinkPrice;
import africa.paylinks.reusablelink.LinkStatus;
import africa.paylinks.reusablelink.LinkTerms;
import africa.paylinks.reusablelink.QuantityRange;
import africa.paylinks.reusablelink.ReusableLink;
import java.util.Locale;
import java.util.Optional;

/** Renders the pages of a reusable link. */
final class LinkPages {

    private final CheckoutRequest request;
    private final Optional<Branding> branding;
    private final LinkMessages messages;
    private final Messages formats;
    private final StringBuilder html = new StringBuilder();

    private LinkPages(CheckoutRequest request, Optional<Branding> branding) {
        this.request = request;
        this.branding = branding;
        this.messages = LinkMessages.in(request.language());
        this.formats = Messages.in(request.language());
    }

    /** The form; {@code path} is the link's own, as in the address. */
    static ApiResponse form(int status, CheckoutRequest request, Branding branding, ReusableLink link, LinkForm form, String path) {
        LinkPages page = new LinkPages(request, Optional.of(branding));
        LinkTerms terms = link.terms();
        String heading = page.messages.of(LinkMessageKey.PAY_TO, branding.payee());
        page.begin(BrandedParts.logo(branding), heading);
        page.amount(terms);
        terms.description().ifPresent(text -> page.element("p", "soft lines", text));
        page.news();
        page.fields(terms, form, path);
        return page.answer(status, (form.hasErrors() ? page.messages.of(LinkMessageKey.FORM_ERROR) + " · " : "") + heading, "", path);
    }

    /** Why the link cannot be paid. The shop's own message, if there is one, replaces ours. */
    static ApiResponse closed(CheckoutRequest request, Branding branding, ReusableLink link, LinkStatus status, String path) {
        LinkPages page = new LinkPages(request, Optional.of(branding));
        String heading = page.messages.of(heading(status));
        page.begin(heading);
        Optional<String> message = status == LinkStatus.BUSY ? Optional.empty() : link.availability().inactiveMessage();
        page.element("p", "lines", message.orElseGet(() -> page.messages.of(text(status))));
        page.news();
        if (status == LinkStatus.BUSY) {
            page.link(path + request.plain().query(), "button", page.messages.of(LinkMessageKey.AGAIN));
        }
        // Gone for good or not, it is no fault of the request; a place that may become free is worth another try.
        return status == LinkStatus.BUSY
                ? page.answer(409, heading, "", path).with("retry-after", "60")
                : page.answer(410, heading, "", path);
    }

    /** The link does not exist, or its id is malformed; the page does not say which. */
    static ApiResponse notFound(CheckoutRequest request, String path) {
        LinkPages page = new LinkPages(request, Optional.empty());
        String heading = page.messages.of(LinkMessageKey.NOT_FOUND_HEADING);
        page.begin(heading);
        page.element("p", "", page.messages.of(LinkMessageKey.NOT_FOUND_TEXT));
        page.news();
        return page.answer(404, heading, "", path);
    }

    /** Goes on to the provider's page; a redirect of a form to another site would be refused by the browser. */
    static ApiResponse leaving(CheckoutRequest request, Branding branding, Money amount, String target, String path) {
        LinkPages page = new LinkPages(request, Optional.of(branding));
        String heading = page.messages.of(LinkMessageKey.LEAVING_HEADING);
        page.begin(heading);
        page.element("p", "amount", page.formats.largeAmount(amount));
        page.element("p", "", page.messages.of(LinkMessageKey.LEAVING_TEXT));
        page.link(target, "button", page.messages.of(LinkMessageKey.SUBMIT_AMOUNT, page.formats.amount(amount)));
        page.news();
        return page.answer(200, heading, "<meta http-equiv=\"refresh\" content=\"0;url=" + escape(target) + "\">\n", path);
    }

    private static LinkMessageKey heading(LinkStatus status) {
        return switch (status) {
            case BUSY -> LinkMessageKey.BUSY_HEADING;
            case LIMIT_REACHED -> LinkMessageKey.LIMIT_HEADING;
            case EXPIRED -> LinkMessageKey.EXPIRED_HEADING;
            default -> LinkMessageKey.INACTIVE_HEADING;
        };
    }

    private static LinkMessageKey text(LinkStatus status) {
        return switch (status) {
            case BUSY -> LinkMessageKey.BUSY_TEXT;
            case LIMIT_REACHED -> LinkMessageKey.LIMIT_TEXT;
            case EXPIRED -> LinkMessageKey.EXPIRED_TEXT;
            default -> LinkMessageKey.INACTIVE_TEXT;
        };
    }

    private ApiResponse answer(int status, String title, String head, String path) {
        branding.ifPresent(merchant -> html.append(BrandedParts.support(merchant, formats)));
        return Html.answer(status, new Html.Page(formats, title, branding.map(BrandedParts::colors).orElse(""), head,
                html.append("</main>").toString(), other -> path + request.translated(other).query()));
    }

    private void begin(String heading) {
        begin(branding.map(merchant -> BrandedParts.payee(merchant, formats)).orElse(""), heading);
    }

    private void begin(String payee, String heading) {
        html.append("<main class=\"link\" data-sending=\"").append(escape(messages.of(LinkMessageKey.SENDING))).append("\">\n").append(payee);
        element("h1", "", heading);
    }

    private void news() {
        html.append("<p id=\"news\" role=\"status\"></p>\n");
    }

    private void amount(LinkTerms terms) {
        terms.price().fixed().ifPresent(unit -> {
            element("p", "amount", formats.largeAmount(unit));
            if (terms.quantity().isChoice()) {
                element("p", "soft", messages.of(LinkMessageKey.EACH));
            } else if (terms.quantity().min() > 1) {
                element("p", "soft", messages.of(LinkMessageKey.EACH) + " \u00d7 " + terms.quantity().min());
            }
        });
    }

    private void fields(LinkTerms terms, LinkForm form, String path) {
        if (form.hasErrors()) {
            html.append("<div class=\"alert\" role=\"alert\" tabindex=\"-1\">\n");
            element("strong", "", messages.of(LinkMessageKey.FORM_ERROR));
            form.alert().ifPresent(alert -> element("p", "", messages.of(alert)));
            form.errors().forEach((field, error) -> link("#" + LinkForm.name(field), "more", error(terms, error)));
            html.append("</div>\n");
        }
        html.append("<form method=\"post\" action=\"").append(escape(path + request.plain().query())).append("\">\n")
                .append("<input type=\"hidden\" name=\"token\" value=\"").append(escape(form.token())).append("\">\n");
        if (terms.price().fixed().isEmpty()) {
            choice(terms, form);
        }
        if (terms.quantity().isChoice()) {
            quantity(terms, form);
        }
        for (CollectedField field : terms.collect()) {
            collected(terms, form, field);
        }
        String label = terms.price().fixed().filter(unit -> terms.quantity().equals(QuantityRange.ONE))
                .map(unit -> messages.of(LinkMessageKey.SUBMIT_AMOUNT, formats.amount(unit))).orElseGet(() -> messages.of(LinkMessageKey.SUBMIT));
        html.append("<button type=\"submit\">").append(escape(label)).append("</button>\n</form>\n");
    }

    private void choice(LinkTerms terms, LinkForm form) {
        LinkPrice price = terms.price();
        String label = messages.of(LinkMessageKey.AMOUNT_LABEL, price.currency());
        if (price.suggestions().isEmpty()) {
            input(terms, form, Field.AMOUNT, label, "type=\"text\" inputmode=\"decimal\" autocomplete=\"off\" required", hint(price));
            return;
        }
        String chosen = form.typed().getOrDefault("choice", price.suggestions().get(0).majorText());
        html.append("<fieldset class=\"choices\">\n<legend>").append(escape(label)).append("</legend>\n");
        price.suggestions().forEach(amount -> radio(amount.majorText(), formats.amount(amount), chosen));
        radio(LinkForm.OTHER, messages.of(LinkMessageKey.AMOUNT_OTHER), chosen);
        html.append("</fieldset>\n");
        input(terms, form, Field.AMOUNT, messages.of(LinkMessageKey.AMOUNT_OTHER), "type=\"text\" inputmode=\"decimal\" autocomplete=\"off\"", hint(price));
    }

    private void radio(String value, String label, String chosen) {
        html.append("<label><input type=\"radio\" name=\"choice\" value=\"").append(escape(value)).append('"')
                .append(value.equals(chosen) ? " checked" : "").append("> ").append(escape(label)).append("</label>\n");
    }

    private Optional<String> hint(LinkPrice price) {
        Optional<String> least = price.minimum().map(formats::amount);
        Optional<String> most = price.maximum().map(formats::amount);
        if (least.isPresent() && most.isPresent()) {
            return Optional.of(messages.of(LinkMessageKey.AMOUNT_HINT_BOTH, least.get(), most.get()));
        }
        return least.map(amount -> messages.of(LinkMessageKey.AMOUNT_HINT_MIN, amount))
                .or(() -> most.map(amount -> messages.of(LinkMessageKey.AMOUNT_HINT_MAX, amount)));
    }

    private void quantity(LinkTerms terms, LinkForm form) {
        QuantityRange range = terms.quantity();
        LinkForm filled = form.typed(Field.QUANTITY).isEmpty() && form.errors().isEmpty()
                ? new LinkForm(form.token(), java.util.Map.of(LinkForm.name(Field.QUANTITY), Integer.toString(range.min())), form.order(), form.errors(), form.alert())
                : form;
        input(terms, filled, Field.QUANTITY, messages.of(LinkMessageKey.QUANTITY_LABEL), "type=\"number\" min=\"" + range.min() + "\" max=\"" + range.max()
                + "\" required", Optional.of(messages.of(LinkMessageKey.QUANTITY_HINT, Integer.toString(range.min()), Integer.toString(range.max()))));
    }

    private void collected(LinkTerms terms, LinkForm form, CollectedField field) {
        switch (field) {
            case NAME -> input(terms, form, Field.NAME, messages.of(LinkMessageKey.NAME_LABEL), "type=\"text\" autocomplete=\"name\" maxlength=\"120\" required",
                    Optional.empty());
            case EMAIL -> input(terms, form, Field.EMAIL, messages.of(LinkMessageKey.EMAIL_LABEL),
                    "type=\"email\" autocomplete=\"email\" maxlength=\"254\" required", Optional.empty());
            case PHONE -> input(terms, form, Field.PHONE, messages.of(LinkMessageKey.PHONE_LABEL), "type=\"tel\" autocomplete=\"tel\" maxlength=\"32\" required",
                    Optional.of(messages.of(LinkMessageKey.PHONE_HINT)));
            case NOTE -> input(terms, form, Field.NOTE, messages.of(LinkMessageKey.NOTE_LABEL), "type=\"text\" autocomplete=\"off\" maxlength=\""
                    + LinkForm.MAX_NOTE + "\"", Optional.empty());
        }
    }

    private void input(LinkTerms terms, LinkForm form, Field field, String label, String attributes, Optional<String> hint) {
        String name = LinkForm.name(field);
        Optional<LinkMessageKey> error = Optional.ofNullable(form.errors().get(field));
        String described = (hint.isPresent() ? name + "-hint " : "") + (error.isPresent() ? name + "-error" : "");
        html.append("<div class=\"field\">\n<label for=\"").append(name).append("\">").append(escape(label)).append("</label>\n<input id=\"")
                .append(name).append("\" name=\"").append(name).append("\" ").append(attributes).append(" value=\"").append(escape(form.typed(field))).append('"')
                .append(error.isPresent() ? " aria-invalid=\"true\"" : "")
                .append(described.isBlank() ? "" : " aria-describedby=\"" + described.trim() + "\"").append(">\n");
        hint.ifPresent(text -> html.append("<p class=\"hint\" id=\"").append(name).append("-hint\">").append(escape(text)).append("</p>\n"));
        error.ifPresent(key -> html.append("<p class=\"error\" id=\"").append(name).append("-error\">").append(escape(error(terms, key))).append("</p>\n"));
        html.append("</div>\n");
    }

    private String error(LinkTerms terms, LinkMessageKey error) {
        return switch (error) {
            case QUANTITY_INVALID -> messages.of(error, Integer.toString(terms.quantity().min()), Integer.toString(terms.quantity().max()));
            case NOTE_TOO_LONG -> messages.of(error, String.format(Locale.ROOT, "%d", LinkForm.MAX_NOTE));
            default -> messages.of(error);
        };
    }

    private void element(String name, String style, String text) {
        html.append('<').append(name).append(style.isEmpty() ? "" : " class=\"" + style + "\"").append('>')
                .append(escape(text)).append("</").append(name).append(">\n");
    }

    private void link(String address, String style, String text) {
        html.append("<a class=\"").append(style).append("\" href=\"").append(escape(address)).append("\">")
                .append(escape(text)).append("</a>\n");
    }
}
