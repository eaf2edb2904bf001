package africa.paylinks.checkout;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.Problem;
import africa.paylinks.http.ProblemCode;
import africa.paylinks.merchant.BrandingStore;
import africa.paylinks.merchant.LogoImage;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Serves merchants' logos. A logo's id is a hash of its content, so browsers may keep it for ever. */
@Singleton
public final class LogoAnswer {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    private final BrandingStore store;

    public LogoAnswer(BrandingStore store) {
        this.store = store;
    }

    /** Whether a text may be a logo's id. */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /**
     * Answers {@code GET /logos/{logo}}.
     *
     * @throws africa.paylinks.payment.StoreUnavailable if the store does not answer
     */
    public ApiResponse logo(ApiRequest request) {
        String id = request.parameters().getOrDefault("logo", "");
        return (isId(id) ? store.logo(id) : Optional.<LogoImage>empty()).map(LogoAnswer::image)
                .orElseGet(() -> Problem.of(ProblemCode.NOT_FOUND, "There is no such logo.").toResponse())
                .with("x-content-type-options", "nosniff");
    }

    private static ApiResponse image(LogoImage image) {
        return new ApiResponse(200, Map.of("content-type", image.type(), "cache-control", "public, max-age=31536000, immutable",
                "content-security-policy", "default-src 'none'; sandbox"), image.base64(), true);
    }
}
