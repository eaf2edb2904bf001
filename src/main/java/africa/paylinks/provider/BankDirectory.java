package africa.paylinks.provider;

import java.util.List;

/** A provider that lists the banks it supports. */
public interface BankDirectory extends Provider {

    /**
     * The banks, in the provider's order.
     *
     * @throws ProviderNotConfigured            when the provider is not configured
     * @throws ProviderHttp.ProviderUnreachable when it does not answer, or answers without a list of banks
     */
    List<Bank> banks();

    /**
     * A bank.
     *
     * @param identifier the bank's id in requests to the provider
     * @param country    ISO 3166 code, or empty text when the provider does not say
     */
    record Bank(String identifier, String name, String country) {
    }
}
