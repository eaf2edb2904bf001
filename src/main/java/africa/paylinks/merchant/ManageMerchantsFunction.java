package africa.paylinks.merchant;

import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** The door for whoever operates Paylinks: called by {@code infra/merchants}, never by the API. */
@Singleton
public class ManageMerchantsFunction {

    private final MerchantAdministration administration;

    public ManageMerchantsFunction(MerchantAdministration administration) {
        this.administration = administration;
    }

    /** Does what an operator wants; an answer may hold a key that is told this once. */
    @Funq("manage-merchants")
    public ManagementAnswer manage(ManagementRequest request) {
        return administration.manage(request);
    }
}
