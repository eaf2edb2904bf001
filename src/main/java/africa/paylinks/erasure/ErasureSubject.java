package africa.paylinks.erasure;

/** Something of a merchant's that holds personal data and is erased as a whole. */
public sealed interface ErasureSubject {

    String id();

    /** Its name in the log. */
    String kind();

    /** A payment with its refunds and webhooks. */
    record OfPayment(String id) implements ErasureSubject {
        @Override
        public String kind() {
            return "payment";
        }
    }

    /** A subscription with its periods; the payments that it made are payments of their own. */
    record OfSubscription(String id) implements ErasureSubject {
        @Override
        public String kind() {
            return "subscription";
        }
    }

    /** A customer's account; its entries hold no personal data. */
    record OfAccount(String id) implements ErasureSubject {
        @Override
        public String kind() {
            return "account";
        }
    }

    /** A transfer, of which only the sides of the customer are erased: the other one may be another customer. */
    record OfTransfer(String id, boolean sender, boolean recipient) implements ErasureSubject {
        @Override
        public String kind() {
            return "transfer";
        }
    }
}
