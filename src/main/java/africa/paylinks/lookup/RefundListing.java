package africa.paylinks.lookup;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.PaymentJson;
import africa.paylinks.http.ProblemException;
import africa.paylinks.http.QueryFields;
import africa.paylinks.http.RefundJson;
import africa.paylinks.payment.RefundIndex;
import africa.paylinks.payment.RefundPage;
import africa.paylinks.payment.RefundSearch;
import africa.paylinks.payment.RefundSearch.Position;
import africa.paylinks.payment.RefundStatus;
import africa.paylinks.provider.ProviderRegistry;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Lists a merchant's refunds over all payments. */
@Singleton
public final class RefundListing {

    private static final List<String> FILTERS = List.of("status", "provider", "from", "to", "limit");

    private final RefundIndex refunds;
    private final Provider<ProviderRegistry> providers;

    /** @param providers created on first use, because most requests name none */
    public RefundListing(RefundIndex refunds, Provider<ProviderRegistry> providers) {
        this.refunds = refunds;
        this.providers = providers;
    }

    /**
     * Answers {@code GET /refunds} in the format that the request accepts.
     *
     * @throws ProblemException 406 when it accepts none that exists, 400 that lists every invalid parameter
     */
    public ApiResponse search(ApiRequest request) {
        String merchant = request.merchant("read");
        PageFormat format = PageFormat.of(request);
        RefundPage page = refunds.search(read(merchant, request));
        return format.response(request, FILTERS, new ListPage<>("refunds", page.refunds(), RefundJson::of, RefundCsv.TABLE,
                page.next().map(position -> QueryFields.cursor(scope(merchant), text(position)))));
    }

    private RefundSearch read(String merchant, ApiRequest request) {
        QueryFields query = new QueryFields(request);
        Optional<RefundStatus> status = query.read("status", "Unknown status.", RefundStatus::named);
        Optional<String> provider = query.read("provider", "Unknown provider.", name -> providers.get().named(name).map(known -> name));
        Optional<Instant> from = query.time("from");
        Optional<Instant> to = query.time("to");
        int limit = query.limit();
        Optional<Position> after = query.cursor(scope(merchant), RefundListing::position);
        query.requireValid();
        return new RefundSearch(merchant, status, provider, from, to, limit, after);
    }

    private static String scope(String merchant) {
        return "refunds " + merchant;
    }

    private static String text(Position position) {
        return PaymentJson.instant(position.createdAt()) + " " + position.refundId();
    }

    private static Optional<Position> position(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? Optional.empty()
                : Optional.of(new Position(Instant.parse(text.substring(0, space)), text.substring(space + 1)))
                        .filter(position -> QueryFields.isPlausible(position.createdAt()));
    }
}
