package africa.paylinks.checkout;

import static africa.paylinks.checkout.Html.escape;

import africa.paylinks.crypto.Sha256;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.merchant.Branding;
import africa.paylinks.payment.Money;
import africa.paylinks.reusablelink.LinkTerms;
import africa.paylinks.reusablelink.ReusableLink;
import java.util.Base64;
import java.util.Map;

/** A page of the size A6 to print and put up: whom one pays, how much, and the link as QR code and as text. */
final class LinkPoster {

    private static final String STYLE = PageAssets.resource("poster.css");
    private static final Map<String, String> HEADERS = Map.of(
            "content-type", "text/html; charset=utf-8",
            "cache-control", "no-store",
            "content-security-policy", "default-src 'none'; style-src 'sha256-" + Base64.getEncoder().encodeToString(Sha256.of(STYLE))
                    + "'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action 'none'",
            "x-content-type-options", "nosniff",
            "x-frame-options", "DENY",
            "x-robots-tag", "noindex");

    private LinkPoster() {
    }

    /** @param url the link's short address */
    static ApiResponse page(CheckoutRequest request, Branding branding, ReusableLink link, String url) {
        Language language = request.language();
        LinkMessages messages = LinkMessages.in(language);
        LinkTerms terms = link.terms();
        String heading = messages.of(LinkMessageKey.PAY_TO, branding.payee());
        String amount = terms.price().fixed().map(unit -> amount(language, unit)).orElseGet(() -> messages.of(LinkMessageKey.CHOSEN_AMOUNT));
        String html = "<!doctype html>\n<html lang=\"" + language.tag() + "\"" + (language.isRightToLeft() ? " dir=\"rtl\"" : "") + ">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>" + escape(heading)
                + "</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>" + STYLE + "</style>\n</head>\n<body>\n<main>\n" + logo(branding) + "<h1>" + escape(heading) + "</h1>\n"
                + terms.description().map(text -> "<p class=\"lines\">" + escape(text) + "</p>\n").orElse("")
                + "<p class=\"amount\">" + escape(amount) + "</p>\n" + QrCode.image(url)
                + "<p class=\"scan\">" + escape(messages.of(LinkMessageKey.SCAN_TO_PAY)) + "</p>\n<p class=\"url\" dir=\"ltr\">"
                + escape(url.replaceFirst("^https?://", "")) + "</p>\n</main>\n</body>\n</html>\n";
        return new ApiResponse(200, HEADERS, html).with("content-language", language.tag());
    }

    /** The name is next to the logo, so the logo needs no text of its own. */
    private static String logo(Branding branding) {
        return branding.logo().filter(LogoAnswer::isId).map(id -> "<img src=\"../../logos/" + id + "\" alt=\"\">\n").orElse("");
    }

    private static String amount(Language language, Money unit) {
        return Messages.in(language).largeAmount(unit);
    }
}
