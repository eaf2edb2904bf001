package africa.paylinks.checkout;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Json;
import africa.paylinks.http.JsonObject;
import africa.paylinks.merchant.Branding;
import africa.paylinks.merchant.Branding.Field;
import africa.paylinks.merchant.BrandingStore;
import africa.paylinks.provider.PublicAddress;
import jakarta.inject.Singleton;

/** Tells a merchant how it appears on its customers' pages. */
@Singleton
public final class MerchantAnswer {

    private final BrandingStore store;
    private final CheckoutConfig config;

    public MerchantAnswer(BrandingStore store, CheckoutConfig config) {
        this.store = store;
        this.config = config;
    }

    /**
     * Answers {@code GET /merchant}.
     *
     * @throws africa.paylinks.http.ProblemException    without the scope {@code read}
     * @throws africa.paylinks.payment.StoreUnavailable if the store does not answer
     */
    public ApiResponse merchant(ApiRequest request) {
        Branding branding = store.find(request.merchant("read"));
        JsonObject answer = Json.object().put("merchant", branding.merchant());
        for (Field field : Field.values()) {
            answer.put(field.wireName(), branding.value(field).orElse(null));
        }
        PublicAddress address = PublicAddress.of(config.publicUrl(), request.host());
        answer.put("logoUrl", branding.logo().map(address::logo).orElse(null));
        return ApiResponse.json(200, answer);
    }
}
