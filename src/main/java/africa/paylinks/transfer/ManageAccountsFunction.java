package africa.paylinks.transfer;

import africa.paylinks.http.ApiRequest;
import africa.paylinks.http.ApiResponse;
import africa.paylinks.http.HttpAdapter;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.quarkus.funqy.Funq;
import jakarta.inject.Singleton;

/** Lambda function for {@code /accounts} and {@code /accounts/{id}}, its entries and its end. */
@Singleton
public class ManageAccountsFunction {

    private final AccountService accounts;

    public ManageAccountsFunction(AccountService accounts) {
        this.accounts = accounts;
    }

    /** Opens, reads or closes an account. */
    @Funq("manage-accounts")
    public APIGatewayV2HTTPResponse manage(APIGatewayV2HTTPEvent event) {
        return HttpAdapter.answer(event, this::answer);
    }

    private ApiResponse answer(ApiRequest request) {
        boolean isRead = request.method().equals("GET");
        if (!request.parameters().containsKey("id")) {
            return isRead ? accounts.ofOwner(request) : accounts.open(request);
        }
        if (!isRead) {
            return accounts.close(request);
        }
        return request.path().endsWith("/entries") ? accounts.entries(request) : accounts.find(request);
    }
}
