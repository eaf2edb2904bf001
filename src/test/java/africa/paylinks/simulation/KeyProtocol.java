package africa.paylinks.simulation;

import africa.paylinks.aws.DynamoIdempotencyStore;
import africa.paylinks.aws.TestTable;
import africa.paylinks.idempotency.IdempotencyStore;
import africa.paylinks.payment.PaymentIds;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The protocol by which a simulation stores idempotency keys. */
@FunctionalInterface
interface KeyProtocol {

    /** The product's own. */
    KeyProtocol OURS = (client, clock, ids) -> new DynamoIdempotencyStore(client, TestTable.CONFIG, clock, ids);

    IdempotencyStore store(DynamoDbClient client, Clock clock, PaymentIds ids);
}
