package africa.paylinks.erasure;

import africa.paylinks.AdjustableClock;
import africa.paylinks.aws.DynamoAccountStore;
import africa.paylinks.aws.DynamoPaymentStore;
import africa.paylinks.aws.DynamoPersonalDataStore;
import africa.paylinks.aws.DynamoSubscriptionStore;
import africa.paylinks.aws.DynamoTransferStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.payment.SamplePayments;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The function that erases, over a table whose marked items a test can look for. */
public final class ErasureFixture {

    public static final String PHONE = "+23299887766";
    private static final Set<String> MARKS = Set.of("zqmark", "99887766");

    private final TestTable.Empty table;
    private final ErasePersonalDataFunction function;

    public ErasureFixture(TestTable.Empty table, AdjustableClock clock) {
        this.table = table;
        DynamoPaymentStore payments = new DynamoPaymentStore(table.client(), table.config());
        CustomerSearch search = new CustomerSearch(payments,
                new DynamoSubscriptionStore(table.client(), table.config(), clock, SamplePayments.IDS),
                new DynamoAccountStore(table.client(), table.config()),
                new DynamoTransferStore(table.client(), table.config(), clock, SamplePayments.IDS));
        function = new ErasePersonalDataFunction(new PersonalDataEraser(payments, search,
                new DynamoPersonalDataStore(table.client(), table.config()), clock));
    }

    public ErasureAnswer erase(ErasureRequest request) {
        TestTable.settle();
        return function.erase(request);
    }

    /** Erases everything of a customer who is known by the subject {@code customer}, {@code phone} or {@code email}. */
    public ErasureAnswer erase(String merchant, String subject, String value) {
        return erase(request(merchant, subject, value, false));
    }

    public ErasureAnswer dryRun(String merchant, String subject, String value) {
        return erase(request(merchant, subject, value, true));
    }

    private static ErasureRequest request(String merchant, String subject, String value, boolean dryRun) {
        return new ErasureRequest(merchant, null, subject.equals("customer") ? value : null, subject.equals("phone") ? value : null,
                subject.equals("email") ? value : null, "user/ada", "DSR-17", dryRun, null);
    }

    /** The log of a delivery whose endpoint answered with the customer's id. */
    public void delivered(String partition, String customerId) {
        table.client().putItem(request -> request.tableName(table.config().table()).item(Map.of("pk", AttributeValue.fromS(partition),
                "sk", AttributeValue.fromS("DELIVERY#2026-12-01T10:00:00.000Z#1"),
                "detail", AttributeValue.fromM(Map.of("answer", AttributeValue.fromS("unknown: " + customerId))))));
    }

    /** The whole table as text. */
    public Map<String, String> items() {
        Map<String, String> items = new TreeMap<>();
        table.client().scanPaginator(request -> request.tableName(table.config().table()).consistentRead(true)).items()
                .forEach(item -> items.put(item.get("pk").s() + "|" + item.get("sk").s(), shown(AttributeValue.fromM(item))));
        return items;
    }

    /** The items that name this text, such as a merchant or an id. */
    public Map<String, String> items(String text) {
        return items().entrySet().stream().filter(item -> item.getValue().contains(text))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The kinds of items that hold marked data. */
    public Set<String> marked() {
        return items().entrySet().stream().filter(item -> MARKS.stream().anyMatch(item.getValue().toLowerCase(Locale.ROOT)::contains))
                .map(item -> item.getKey().replaceFirst("#.*", "")).collect(Collectors.toSet());
    }

    static String shown(AttributeValue value) {
        if (value.hasM()) {
            return new TreeMap<>(value.m()).entrySet().stream().map(entry -> entry.getKey() + "=" + shown(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value.hasL()) {
            return value.l().stream().map(ErasureFixture::shown).collect(Collectors.joining(",", "[", "]"));
        }
        return value.b() != null ? value.b().asUtf8String() : String.valueOf(value.s() != null ? value.s() : value.n() != null ? value.n() : value.bool());
    }
}
