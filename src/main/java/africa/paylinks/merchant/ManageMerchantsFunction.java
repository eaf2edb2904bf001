package africa.paylinks.merchant;

import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for operators: invoked by {@code infra/merchants}, never through the API. */
@Singleton
public class ManageMerchantsFunction {

    private final MerchantAdministration administration;

    public ManageMerchantsFunction(MerchantAdministration administration) {
        this.administration = administration;
    }

    /** Runs an operator's command. The answer may contain a new key, which is shown only once. */
    @Funq("manage-merchants")
    public ManagementAnswer manage(ManagementRequest request) {
        return administration.manage(request);
    }
}
