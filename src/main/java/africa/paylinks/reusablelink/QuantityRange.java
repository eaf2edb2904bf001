package africa.paylinks.reusablelink;

/** How many pieces a customer can choose. */
public record QuantityRange(int min, int max) {

    /** One piece; the page does not ask. */
    public static final QuantityRange ONE = new QuantityRange(1, 1);

    /** The highest {@link #max}. */
    static final int MAX = 1000;

    /** Whether the customer has a choice. */
    public boolean isChoice() {
        return max > min;
    }

    /** Whether a customer may choose this quantity. */
    public boolean allows(int quantity) {
        return quantity >= min && quantity <= max;
    }
}
