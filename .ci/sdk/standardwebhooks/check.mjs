// Lets the official library of Standard Webhooks verify what the merchant's endpoint in the sandbox was sent.
//
//   node check.mjs <API url> <sandbox url>
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

const [api, sandbox] = process.argv.slice(2).map(url => url.replace(/\/$/, ''));
if (!sandbox) {
  console.error('usage: node check.mjs <API url> <sandbox url>');
  process.exit(2);
}

const SECRET = 'whsec_bG9jYWwtc2hvcC13ZWJob29rLXNlY3JldC0wMDAx';
const OLDER_SECRET = 'whsec_bG9jYWwtc2hvcC13ZWJob29rLXNlY3JldC0wMDAw';
const WRONG_SECRET = 'whsec_bG9jYWwtc2hvcC13ZWJob29rLXNlY3JldC05OTk5';

async function json(method, url, body, headers = {}) {
  const answer = await fetch(url, { method, headers: { 'content-type': 'application/json', ...headers }, body: body && JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** What the endpoint has been sent about a payment, as soon as it is that much. */
async function sent(id, count) {
  for (let waited = 0; waited < 30_000; waited += 200) {
    const { notifications } = await json('GET', `${sandbox}/_control/merchant/${id}`);
    if (notifications.length >= count) {
      return notifications;
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  return assert.fail(`${id}: ${count} requests did not come in time`);
}

async function paid() {
  const { id } = await json('POST', `${api}/payment-links`,
    { provider: 'flot', orderId: `hook-${randomUUID()}`, amount: '50.00', currency: 'SLE', method: 'momo', metadata: { cart: 'déjà vu ☕' } },
    { authorization: 'Bearer local-shop-key', 'idempotency-key': randomUUID() });
  await json('POST', `${sandbox}/_control/flot/${id}`, { outcome: 'paid' });
  return id;
}

/** Waits until the endpoint has been told all that others made before. */
async function quiet() {
  let seen = -1;
  let still = 0;
  for (let waited = 0; waited < 120_000 && still < 3_000; waited += 200) {
    const { received } = await json('GET', `${sandbox}/_control/merchant`);
    still = received === seen ? still + 200 : 0;
    seen = received;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

const headers = one => ({ 'webhook-id': one.id, 'webhook-timestamp': one.timestamp, 'webhook-signature': one.signature });

await quiet();
const id = await paid();
const [created, completed] = await sent(id, 2);
assert.deepEqual([created.type, completed.type], ['payment.created', 'payment.completed']);
for (const secret of [SECRET, OLDER_SECRET]) {
  const payload = new Webhook(secret).verify(completed.body, headers(completed));
  assert.equal(payload.type, 'payment.completed');
  assert.equal(payload.data.id, id);
  assert.equal(payload.data.metadata.cart, 'déjà vu ☕');
}
console.log('ok  the library verifies with either live secret');

const one = { ...headers(completed), 'webhook-signature': completed.signature.split(' ')[0] };
new Webhook(SECRET).verify(completed.body, one);
assert.throws(() => new Webhook(OLDER_SECRET).verify(completed.body, one), /No matching signature/);
assert.throws(() => new Webhook(WRONG_SECRET).verify(completed.body, headers(completed)), /No matching signature/);
console.log('ok  the library refuses a secret that has not signed');

const webhook = new Webhook(SECRET);
assert.throws(() => webhook.verify(completed.body.replace('50.00', '5.00'), headers(completed)), /No matching signature/);
assert.throws(() => webhook.verify(completed.body, { ...headers(completed), 'webhook-id': created.id }), /No matching signature/);
assert.throws(() => webhook.verify(completed.body, { ...headers(completed), 'webhook-timestamp': String(completed.timestamp - 1) }), /No matching signature/);
console.log('ok  the library refuses a tampered body, id or timestamp');

await quiet();
await json('POST', `${sandbox}/_control/merchant`, { status: 500, times: 3 });
const again = await sent(await paid(), 5);
assert.deepEqual(again.map(({ answered }) => answered), [500, 500, 500, 200, 200]);
assert.equal(new Set(again.slice(0, 4).map(each => each.id + each.body)).size, 1);
again.forEach(each => webhook.verify(each.body, headers(each)));
console.log('ok  every attempt has the same id and content, and is verified');
