package africa.paylinks.checkout;

import africa.paylinks.http.ApiRequest;
import java.net.URI;
import java.util.Optional;

/** Checks the origin headers of a form. Browsers send them; a client that sends none is not acting for a customer. */
final class FormOrigin {

    private FormOrigin() {
    }

    /** Whether the form was on one of our own pages. */
    static boolean isOurs(ApiRequest request, Optional<URI> publicUrl) {
        boolean ourSite = request.header("sec-fetch-site").filter(site -> !site.equals("same-origin")).isEmpty();
        boolean ourOrigin = request.header("origin").filter(origin -> !isOurs(origin, request, publicUrl)).isEmpty();
        return ourSite && ourOrigin;
    }

    private static boolean isOurs(String origin, ApiRequest request, Optional<URI> publicUrl) {
        String authority = origin.replaceFirst("^https?://", "");
        return authority.equalsIgnoreCase(request.host())
                || publicUrl.filter(url -> authority.equalsIgnoreCase(url.getAuthority())).isPresent();
    }
}
