package africa.paylinks.erasure;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * An operator's request to erase the personal data of one payment, or of everything of a customer. Absent fields are
 * {@code null}, as in the JSON; exactly one of the first four after the merchant must be present.
 *
 * @param merchant   the merchant's name
 * @param paymentId  one payment
 * @param customerId the merchant's id of the customer
 * @param phone      with country code, such as {@code +23276000000}
 * @param by         who erases, for the audit trail
 * @param reason     why, for the audit trail, such as the number of the customer's request
 * @param dryRun     whether only to list what would be erased
 * @param cursor     the cursor of the previous answer
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
public record ErasureRequest(String merchant, String paymentId, String customerId, String phone, String email, String by,
        String reason, boolean dryRun, String cursor) {

    /** Without the customer. */
    @Override
    public String toString() {
        return "ErasureRequest[merchant=" + merchant + "]";
    }
}
