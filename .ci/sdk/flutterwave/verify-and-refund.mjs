// Flutterwave's own SDK verifies and refunds a payment that Paylinks created.
// Usage: node verify-and-refund.mjs http://localhost:8080 http://localhost:8090
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';

const [api, sandbox] = process.argv.slice(2);
if (!api || !sandbox) {
  console.error('Usage: node verify-and-refund.mjs <API URL> <sandbox URL>');
  process.exit(2);
}

const require = createRequire(import.meta.url);
// The SDK reports its use to its makers; a check on this machine has nothing to report.
const telemetry = require('flutterwave-node-v3/utils/logger');
for (const report of Object.keys(telemetry)) telemetry[report] = async () => {};
const Flutterwave = require('flutterwave-node-v3');
const sdk = (key) => new Flutterwave('local-public-key', key, `${sandbox}/flutterwave/`);
const flutterwave = sdk('local-flutterwave-key');

async function call(method, url, body, headers = {}) {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

async function payment(orderId) {
  const { status, body } = await call('POST', `${api}/payment-links`, {
    provider: 'flutterwave', orderId, amount: '150.00', currency: 'NGN', description: 'Two tickets',
    customer: { name: 'Ada', email: 'ada@example.com', phone: '+2348000000000' }, metadata: { cart: '7' },
  }, { authorization: 'Bearer local-shop-key', 'idempotency-key': randomUUID() });
  assert.equal(status, 201, JSON.stringify(body));
  return body.id;
}

const order = async (id) => (await call('GET', `${sandbox}/_control/flutterwave/${id}`)).body;
const read = async (id) =>
  (await call('GET', `${api}/payments/${id}`, undefined, { authorization: 'Bearer local-shop-key' })).body;

const id = await payment(`sdk-${Date.now()}`);

const unpaid = await flutterwave.Transaction.verify_by_tx({ tx_ref: id });
assert.equal(unpaid.status, 'error');
assert.equal(unpaid.data, null);

await call('POST', `${sandbox}/_control/flutterwave/${id}`, { outcome: 'paid' });
assert.equal((await read(id)).status, 'COMPLETED');
const transactionId = (await order(id)).transactions[0].id;

const byReference = await flutterwave.Transaction.verify_by_tx({ tx_ref: id });
const byId = await flutterwave.Transaction.verify({ id: transactionId });
assert.deepEqual(byId, byReference);
assert.equal(byId.status, 'success');
assert.equal(byId.data.status, 'successful');
assert.equal(byId.data.id, transactionId);
assert.equal(byId.data.tx_ref, id);
assert.equal(byId.data.amount, 150);
assert.equal(byId.data.currency, 'NGN');
assert.equal(byId.data.customer.email, 'ada@example.com');
assert.deepEqual(byId.data.meta, { cart: '7' });
assert.equal((await read(id)).providerReference, String(transactionId));

assert.equal((await flutterwave.Transaction.verify({ id: 1 })).status, 'error');
assert.equal((await sdk('another-key').Transaction.verify({ id: transactionId })).message, 'Invalid authorization key');

for (const amount of [50, 100]) {
  const refund = await flutterwave.Transaction.refund({ id: String(transactionId), amount });
  assert.equal(refund.status, 'success', JSON.stringify(refund));
  assert.equal(refund.data.status, 'completed');
  assert.equal(refund.data.amount_refunded, amount);
  assert.equal(refund.data.tx_id, transactionId);
}
const tooMuch = await flutterwave.Transaction.refund({ id: String(transactionId), amount: 1 });
assert.equal(tooMuch.status, 'error');
assert.equal((await order(id)).status, 'refunded');

const before = (await order(id)).webhooks.length;
assert.equal((await flutterwave.Transaction.resend_hooks({ id: transactionId })).status, 'success');
const { webhooks } = await order(id);
assert.equal(webhooks.length, before + 1);
assert.equal(webhooks.at(-1).status, 200);

console.log(`Flutterwave's SDK verified and refunded ${id} (transaction ${transactionId}).`);
