package africa.paylinks.checkout;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.merchant.Branding;
import africa.paylinks.merchant.Brandings;
import africa.paylinks.payment.Payment;
import africa.paylinks.payment.PaymentIds;
import africa.paylinks.payment.PaymentInstructions;
import africa.paylinks.payment.PaymentStatus;
import africa.paylinks.payment.StoreUnavailable;
import africa.paylinks.provider.PublicAddress;
import africa.paylinks.reusablelink.LinkIds;
import africa.paylinks.reusablelink.LinkPaymentService;
import africa.paylinks.reusablelink.LinkPaymentService.Begun;
import africa.paylinks.reusablelink.LinkPaymentService.Closed;
import africa.paylinks.reusablelink.LinkPaymentService.Made;
import africa.paylinks.reusablelink.LinkPaymentService.Outcome;
import africa.paylinks.reusablelink.LinkPaymentService.Outdated;
import africa.paylinks.reusablelink.LinkPaymentService.Refused;
import africa.paylinks.reusablelink.LinkPaymentService.Unavailable;
import africa.paylinks.reusablelink.LinkStatus;
import africa.paylinks.reusablelink.ReusableLink;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Serves the page of a reusable link: choose, enter, pay. Each form makes one ordinary payment and goes on to its page. */
@Singleton
public final class LinkCheckout {

    private static final Logger LOG = Logger.getLogger(LinkCheckout.class);

    private final LinkPaymentService links;
    private final PaymentIds ids;
    private final Brandings brandings;
    private final CheckoutConfig config;

    public LinkCheckout(LinkPaymentService links, PaymentIds ids, Brandings brandings, CheckoutConfig config) {
        this.links = links;
        this.ids = ids;
        this.brandings = brandings;
        this.config = config;
    }

    /** Loads what the first payment needs. */
    void prepare() {
        links.prepare();
    }

    /** Answers {@code GET /l/{id}}; never throws. */
    ApiResponse page(ApiRequest request) {
        return asHtml(request, () -> find(request).map(link -> {
            LinkStatus status = links.status(link);
            return status == LinkStatus.ACTIVE
                    ? LinkPages.form(200, checkout(link, request), branding(link), link, LinkForm.empty(ids.randomText()), path(link))
                    : LinkPages.closed(checkout(link, request), branding(link), link, status, path(link));
        }).orElseGet(() -> LinkPages.notFound(CheckoutRequest.of(request), "")));
    }

    /** Answers {@code POST /l/{id}}; never throws. */
    ApiResponse pay(ApiRequest request) {
        return asHtml(request, () -> FormOrigin.isOurs(request, config.publicUrl())
                ? find(request).map(link -> submit(link, checkout(link, request), request))
                        .orElseGet(() -> LinkPages.notFound(CheckoutRequest.of(request), ""))
                : ErrorPage.foreignForm(CheckoutRequest.of(request)));
    }

    /** Answers {@code GET /l/{id}/poster}; never throws. */
    ApiResponse poster(ApiRequest request) {
        return asHtml(request, () -> find(request).map(link -> LinkPoster.page(checkout(link, request), branding(link), link, url(link, request)))
                .orElseGet(() -> LinkPages.notFound(CheckoutRequest.of(request), "")));
    }

    private CheckoutRequest checkout(ReusableLink link, ApiRequest request) {
        return CheckoutRequest.of(request, branding(link).value(Branding.Field.LOCALE).flatMap(Language::named));
    }

    private Branding branding(ReusableLink link) {
        return brandings.of(link.terms().merchant());
    }

    /**
     * Answers {@code GET /links/{id}/qr.svg}.
     *
     * @throws StoreUnavailable if the store does not answer
     */
    ApiResponse qrCode(ApiRequest request) {
        return find(request).map(link -> QrCode.svg(url(link, request)))
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND, "This link does not exist.").toResponse());
    }

    private ApiResponse submit(ReusableLink link, CheckoutRequest checkout, ApiRequest request) {
        LinkForm form = LinkForm.read(request.body(), link, ids.randomText());
        return form.order().map(order -> after(links.pay(link, form.token(), order, request.host()), link, form, checkout))
                .orElseGet(() -> LinkPages.form(422, checkout, branding(link), link, form, path(link)));
    }

    private ApiResponse after(Outcome outcome, ReusableLink link, LinkForm form, CheckoutRequest checkout) {
        if (outcome instanceof Made made) {
            return goOn(made.payment(), link, checkout);
        } else if (outcome instanceof Begun begun) {
            return seeOther(begun.paymentId(), checkout);
        } else if (outcome instanceof Closed closed) {
            return LinkPages.closed(checkout, branding(link), link, closed.status(), path(link));
        } else if (outcome instanceof Refused refused) {
            LOG.warnf("link-payment-refused link=%s code=%s", link.id(), refused.code());
            return LinkPages.form(422, checkout, branding(link), link, form.renewed(ids.randomText(), LinkMessageKey.REFUSED), path(link));
        } else if (outcome instanceof Outdated) {
            return LinkPages.form(409, checkout, branding(link), link, form.renewed(ids.randomText(), LinkMessageKey.OUTDATED), path(link));
        }
        long seconds = Math.max(1, ((Unavailable) outcome).retryAfter().toSeconds());
        return LinkPages.form(503, checkout, branding(link), link, form.refused(LinkMessageKey.UNAVAILABLE), path(link)).with("retry-after", Long.toString(seconds));
    }

    /** To the provider's page, or to our own, which also shows a payment that is over. */
    private ApiResponse goOn(Payment payment, ReusableLink link, CheckoutRequest checkout) {
        return payment.instructions().filter(how -> payment.status() == PaymentStatus.PENDING).map(PaymentInstructions::link)
                .filter(page -> !page.endsWith("/pay/" + payment.id()) && Html.isWebAddress(page))
                .map(page -> LinkPages.leaving(checkout, branding(link), payment.terms().amount(), page, path(link)))
                .orElseGet(() -> seeOther(payment.id(), checkout));
    }

    /** Relative, because the API's base path outside is unknown here. */
    private static ApiResponse seeOther(String paymentId, CheckoutRequest checkout) {
        return new ApiResponse(303, Map.of("location", "../pay/" + paymentId + checkout.plain().query(), "cache-control", "no-store",
                "x-content-type-options", "nosniff"), "");
    }

    private static ApiResponse asHtml(ApiRequest request, Supplier<ApiResponse> handler) {
        try {
            return handler.get();
        } catch (StoreUnavailable unavailable) {
            LOG.error("page-unavailable", unavailable);
            return ErrorPage.unavailable(CheckoutRequest.of(request), 503);
        } catch (RuntimeException unexpected) {
            LOG.error("page-failed", unexpected);
            return ErrorPage.unavailable(CheckoutRequest.of(request), 500);
        }
    }

    private Optional<ReusableLink> find(ApiRequest request) {
        return Optional.ofNullable(request.parameters().get("id")).flatMap(links::find);
    }

    private static String path(ReusableLink link) {
        return LinkIds.shortened(link.id());
    }

    private String url(ReusableLink link, ApiRequest request) {
        return PublicAddress.of(config.publicUrl(), request.host()).linkPage(path(link));
    }
}
