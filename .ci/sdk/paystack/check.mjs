// Paystack's own SDK initializes, verifies and refunds transactions, one of which Paylinks created.
// Usage: node check.mjs http://localhost:8080 http://localhost:8090
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';

const [api, sandbox] = process.argv.slice(2);
if (!api || !sandbox) {
  console.error('Usage: node check.mjs <API URL> <sandbox URL>');
  process.exit(2);
}

const require = createRequire(import.meta.url);
// The SDK knows only the real address: its requests go to the sandbox instead, unchanged.
const https = require('node:https');
const http = require('node:http');
https.request = (base, { path, ...options }, answered) => {
  assert.equal(base, 'https://api.paystack.co');
  return http.request(`${sandbox}/paystack${path}`, options, answered);
};
const Paystack = require('@paystack/paystack-sdk').default;
const paystack = new Paystack('local-paystack-key');

async function call(method, url, body, headers = {}) {
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: body && JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

const shop = { authorization: 'Bearer local-shop-key' };
const read = async (id) => (await call('GET', `${api}/payments/${id}`, undefined, shop)).body;
const control = async (id, command) => (await call('POST', `${sandbox}/_control/paystack/${id}`, command)).body;

const made = await paystack.transaction.initialize({ email: 'ada@example.com', amount: 20000, reference: `sdk-${Date.now()}` });
assert.equal(made.status, true, JSON.stringify(made));
assert.match(made.data.authorization_url, /^http/);
const again = await paystack.transaction.initialize({ email: 'ada@example.com', amount: 20000, reference: made.data.reference });
assert.equal(again.status, false);
assert.equal(again.message, 'Duplicate Transaction Reference');
const abandoned = await paystack.transaction.verify({ reference: made.data.reference });
assert.equal(abandoned.data.status, 'abandoned');
assert.equal((await paystack.transaction.verify({ reference: 'nobody-knows' })).status, false);
assert.equal((await new Paystack('another-key').transaction.verify({ reference: made.data.reference })).message, 'Invalid key');

const { status, body: payment } = await call('POST', `${api}/payment-links`, {
  provider: 'paystack', orderId: `sdk-${Date.now()}`, amount: '150.00', currency: 'NGN', customer: { email: 'ada@example.com' }, metadata: { cart: '7' },
}, { ...shop, 'idempotency-key': randomUUID() });
assert.equal(status, 201, JSON.stringify(payment));
await control(payment.id, { outcome: 'paid' });
assert.equal((await read(payment.id)).status, 'COMPLETED');

const reference = payment.id.replace('_', '-');
const verified = await paystack.transaction.verify({ reference });
assert.equal(verified.status, true);
assert.equal(verified.data.status, 'success');
assert.equal(verified.data.amount, 15000);
assert.equal(verified.data.currency, 'NGN');
assert.equal(verified.data.metadata.payment_id, payment.id);
assert.equal(verified.data.metadata.cart, '7');
assert.equal((await read(payment.id)).providerReference, reference);

const refund = await paystack.refund.create({ transaction: reference, amount: 5000, merchant_note: 'by the SDK' });
assert.equal(refund.status, true, JSON.stringify(refund));
assert.equal(refund.data.status, 'pending');
assert.equal(refund.data.transaction.reference, reference);
const fetched = await paystack.refund.fetch({ id: refund.data.id });
assert.equal(fetched.data.amount, 5000);
assert.equal(fetched.data.merchant_note, 'by the SDK');
const listed = await paystack.refund.list({ reference, currency: 'NGN' });
assert.ok(listed.data.some((entry) => entry.id === refund.data.id));
assert.equal((await paystack.refund.create({ transaction: reference, amount: 10001 })).status, false);

console.log(`Paystack's SDK verified and refunded ${payment.id}.`);
