import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;
import shop.paylinks.PaymentsApi;
import shop.paylinks.ProvidersApi;
import shop.paylinks.client.ApiClient;
import shop.paylinks.client.ApiException;
import shop.paylinks.model.CreatedPayment;
import shop.paylinks.model.CustomerRequest;
import shop.paylinks.model.Payment;
import shop.paylinks.model.PaymentLinkRequest;
import shop.paylinks.model.PaymentLinkRequestAmount;
import shop.paylinks.model.PaymentMethod;
import shop.paylinks.model.PaymentStatus;

/** Makes a payment with a client that a generator made of openapi.yaml, and follows it. Arguments: the API, the sandbox. */
final class Shop {

    private Shop() {
    }

    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri(arguments[0]);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer local-shop-key"));
        PaymentsApi payments = new PaymentsApi(client);

        check(new ProvidersApi(client).listProviders().getProviders().size() >= 5, "There are five providers");
        CreatedPayment made = payments.createPaymentLink(UUID.randomUUID().toString(), new PaymentLinkRequest()
                .provider("flot").method(PaymentMethod.MOMO).orderId("ord-generated").amount(new PaymentLinkRequestAmount("50.00")).currency("SLE")
                .customer(new CustomerRequest().id("customer-42")).putMetadataItem("cart", "7"));
        check(made.getStatus() == PaymentStatus.PENDING && made.getUssdCode() != null, "A payment is made");

        HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(arguments[1] + "/_control/flot/" + made.getId()))
                .POST(BodyPublishers.ofString("{\"outcome\":\"paid\"}")).build(), BodyHandlers.discarding());
        Payment paid = payments.getPayment(made.getId(), null);
        check(paid.getStatus() == PaymentStatus.COMPLETED && "7".equals(paid.getMetadata().get("cart")), "It is paid");
        check(payments.getPaymentEvents(made.getId(), null, null).getEvents().size() >= 2, "Its history is told");
        check(!payments.searchPayments("ord-generated", PaymentStatus.COMPLETED, null, null, 10, null).getPayments().isEmpty(), "It is found");
        try {
            payments.getPayment("pay_nobody", null);
            check(false, "What is not there is not found");
        } catch (ApiException missing) {
            check(missing.getCode() == 404, "What is not there is not found");
        }
        System.out.println(paid.getId() + " " + paid.getStatus() + " " + paid.getAmount() + " " + paid.getCurrency());
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
