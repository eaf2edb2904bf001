package africa.paylinks.provider;

import africa.paylinks.payment.Money;
import java.util.List;

/** A provider that tells how much money the merchant has there, which also shows whether our credentials work. */
public interface BalanceLookup extends Provider {

    /**
     * The balances, one per currency.
     *
     * @throws ProviderNotConfigured              when the provider cannot be asked, or the call is not configured
     * @throws ProviderHttp.ProviderUnreachable when it does not answer, or not with balances
     */
    List<Money> balances();
}
