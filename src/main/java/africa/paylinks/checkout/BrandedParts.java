package africa.paylinks.checkout;

import static africa.paylinks.checkout.Html.escape;

import africa.paylinks.merchant.AccentColor;
import africa.paylinks.merchant.Branding;
import africa.paylinks.merchant.Branding.Field;
import java.util.Optional;

/** The parts of a page that belong to the merchant: whom one pays, its colours, and whom to ask. */
final class BrandedParts {

    /** The ground of the page's card in dark mode, as in {@code page.css}. */
    static final AccentColor DARK_CARD = new AccentColor("#1b1e21");

    private BrandedParts() {
    }

    /**
     * The merchant's colours as a style sheet; empty for ours. Where the accent colour is too dark for the dark page, it is
     * lightened; the text on it is black or white, whichever is better to read.
     */
    static String colors(Branding branding) {
        return branding.accentColor().map(color -> rule(color.visibleOn(AccentColor.WHITE, AccentColor.BLACK))
                + "@media (prefers-color-scheme:dark){" + rule(color.visibleOn(DARK_CARD, AccentColor.WHITE)) + "}").orElse("");
    }

    private static String rule(AccentColor color) {
        return ":root{--go:" + color.hex() + ";--on:" + color.text().hex() + "}";
    }

    /** The line that says whom the customer pays. */
    static String payee(Branding branding, Messages messages) {
        String[] around = messages.of(MessageKey.PAYEE).split("\\{}", -1);
        return "<p class=\"payee\">" + image(branding).orElse("") + "<span>" + escape(around[0]) + "<bdi>" + escape(branding.payee()) + "</bdi>"
                + escape(around[1]) + "</span></p>\n";
    }

    /** The merchant's logo above a heading that says whom the customer pays; empty without one. */
    static String logo(Branding branding) {
        return image(branding).map(image -> "<p class=\"payee\">" + image + "</p>\n").orElse("");
    }

    private static Optional<String> image(Branding branding) {
        // The name is next to the logo, so the logo needs no text of its own.
        return branding.logo().filter(LogoAnswer::isId).map(id -> "<img src=\"../logos/" + id + "\" alt=\"\" height=\"48\">");
    }

    /** The merchant's contact for questions; empty without one. */
    static String support(Branding branding, Messages messages) {
        StringBuilder contacts = new StringBuilder();
        contact(contacts, branding.value(Field.SUPPORT_EMAIL), "mailto:");
        contact(contacts, branding.value(Field.SUPPORT_PHONE), "tel:");
        contact(contacts, branding.value(Field.SUPPORT_URL).filter(Html::isWebAddress), "");
        return contacts.isEmpty() ? "" : "<p class=\"support\">" + escape(messages.of(MessageKey.SUPPORT)) + contacts + "</p>\n";
    }

    private static void contact(StringBuilder contacts, Optional<String> value, String scheme) {
        value.ifPresent(text -> contacts.append(" <a class=\"more\" dir=\"ltr\" href=\"").append(escape(scheme + address(text, scheme))).append("\">")
                .append(escape(text.startsWith("https://") ? text.substring("https://".length()) : text)).append("</a>"));
    }

    /** Encodes what would begin the header fields of a mailto URL (RFC 6068). */
    private static String address(String text, String scheme) {
        return scheme.equals("mailto:") ? text.replace("%", "%25").replace("?", "%3F").replace("&", "%26") : text;
    }
}
