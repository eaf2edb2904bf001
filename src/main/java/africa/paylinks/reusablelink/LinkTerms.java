package africa.paylinks.reusablelink;

import africa.paylinks.payment.PaymentMethod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The terms of a reusable link, fixed at its creation.
 *
 * @param merchant    the owner of the link and of the payments made from it
 * @param provider    the provider of the payments; empty when the routing rules choose for each
 * @param method      how customers pay; empty for the provider's first method
 * @param collect     what the page asks of each customer, in the page's order
 * @param redirectUrl where customers return to after paying
 * @param metadata    copied to each payment
 */
public record LinkTerms(String id, String merchant, LinkPrice price, Optional<String> provider, Optional<PaymentMethod> method,
        Optional<String> description, QuantityRange quantity, List<CollectedField> collect, Optional<String> redirectUrl,
        Map<String, String> metadata, Instant createdAt) {

    public LinkTerms {
        collect = List.copyOf(collect);
        metadata = Map.copyOf(metadata);
    }
}
