package africa.paylinks.provider;

import java.util.List;

/** A provider that lists the banks it works with. */
public interface BankDirectory extends Provider {

    /**
     * The banks, as the provider orders them.
     *
     * @throws ProviderNotConfigured              when the provider cannot be asked
     * @throws ProviderHttp.ProviderUnreachable when it does not answer, or not with a list of banks
     */
    List<Bank> banks();

    /**
     * A bank.
     *
     * @param identifier what the provider calls it in requests
     * @param country    ISO 3166 code, or empty text when the provider does not say
     */
    record Bank(String identifier, String name, String country) {
    }
}
