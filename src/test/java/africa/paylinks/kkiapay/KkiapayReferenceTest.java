package africa.paylinks.kkiapay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import africa.paylinks.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KkiapayReferenceTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "{'stateData':'pay_a'}",
        "{'state':'pay_a','partnerId':''}",
        "{'stateData':' pay_a ','partnerId':null}",
        "{'stateData':'\\\"pay_a\\\"'}",
        "{'stateData':{'orderId':'pay_a'}}",
        "{'stateData':{'reference':'pay_a'}}",
        "{'stateData':{'orderId':'pay_a','userId':'user789'}}",
        "{'stateData':'{\\\"orderId\\\":\\\"pay_a\\\"}'}",
        "{'stateData':{},'partnerId':'pay_a'}",
        "{'stateData':'{}','partnerId':'pay_a'}",
        "{'stateData':'null','partnerId':'pay_a'}",
        "{'stateData':null,'partnerId':'pay_a'}",
        "{'stateData':'','state':'pay_a','partnerId':'pay_a'}",
        "{'partnerId':'pay_a'}"})
    void everyFormThatNamesOnePaymentIsRead(String transaction) {
        assertEquals(Optional.of("pay_a"), reference(transaction));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}",
        "{'stateData':{},'partnerId':''}",
        "{'stateData':'pay_a','partnerId':'pay_b'}",
        "{'state':'pay_a','stateData':'pay_b'}",
        "{'stateData':'pay_a','partnerId':'partner_123'}",
        "{'stateData':{'first':'pay_a','second':'pay_b'}}",
        "{'stateData':{'first':'pay_a','second':'pay_b'},'partnerId':'pay_a'}",
        "{'stateData':['pay_a','pay_b']}",
        "{'stateData':['pay_a'],'partnerId':'pay_a'}",
        "{'stateData':{'orderId':{'deep':'pay_a'}}}",
        "{'stateData':true,'partnerId':'pay_a'}",
        "{'partnerId':'pay_a pay_b'}",
        "{'partnerId':'PAYMENT#pay_a'}",
        "{'partnerId':'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}"})
    void aTransactionWithNoReferenceOrSeveralHasNone(String transaction) {
        assertEquals(Optional.empty(), reference(transaction));
    }

    private static Optional<String> reference(String transaction) {
        return KkiapayReference.of(Json.readObject(transaction.replace('\'', '"').getBytes(StandardCharsets.UTF_8)).orElseThrow());
    }
}
