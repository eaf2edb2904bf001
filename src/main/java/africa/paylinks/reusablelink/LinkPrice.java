package africa.paylinks.reusablelink;

import africa.paylinks.payment.Money;
import java.util.List;
import java.util.Optional;

/**
 * What a link asks for: a fixed amount, or one that the customer chooses.
 *
 * @param fixed       the amount of one piece; empty when the customer chooses
 * @param minimum     the least that a customer can choose
 * @param maximum     the most that a customer can choose
 * @param suggestions amounts to choose from; others can be chosen too
 */
public record LinkPrice(String currency, Optional<Money> fixed, Optional<Money> minimum, Optional<Money> maximum, List<Money> suggestions) {

    public LinkPrice {
        suggestions = List.copyOf(suggestions);
    }

    /** Whether a customer may choose this amount. */
    public boolean allows(Money amount) {
        return minimum.filter(least -> !amount.covers(least)).isEmpty() && maximum.filter(most -> !most.covers(amount)).isEmpty();
    }
}
