// Lets KKiaPay's own SDK verify and refund payments that Paylinks created and the sandbox took: what the SDK understands,
// the sandbox says as the real KKiaPay would.
//
//   node check.mjs <API url> <sandbox url>
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';

const [api, sandbox] = process.argv.slice(2).map(url => url.replace(/\/$/, ''));
if (!sandbox) {
  console.error('usage: node check.mjs <API url> <sandbox url>');
  process.exit(2);
}

const require = createRequire(import.meta.url);
const axios = require('axios');
const { kkiapay } = require('@kkiapay-org/nodejs-sdk');

// The SDK offers no setting for its host. Its requests leave through axios, whose adapter is the last to see them.
const wire = require('axios/lib/adapters/http');
const requests = [];
axios.defaults.adapter = request => {
  requests.push(`${request.method.toUpperCase()} ${request.baseURL}${request.url}`);
  return wire({ ...request, baseURL: `${sandbox}/kkiapay`, proxy: false });
};

const keys = { publickey: 'local-kkiapay-public-key', privatekey: 'local-kkiapay-private-key', secretkey: 'local-kkiapay-secret-key' };
const sdk = kkiapay({ ...keys, sandbox: true });

async function json(method, url, body, headers = {}) {
  const answer = await fetch(url, { method, headers: { 'content-type': 'application/json', ...headers }, body: body && JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

const shop = { authorization: 'Bearer local-shop-key' };
const payment = id => json('GET', `${api}/payments/${id}`, undefined, shop);
const control = (id, body) => json('POST', `${sandbox}/_control/kkiapay/${id}`, body);

async function paid(amount, method, outcome) {
  const { id } = await json('POST', `${api}/payment-links`,
    { provider: 'kkiapay', orderId: `sdk-${randomUUID()}`, amount, currency: 'XOF', method, description: 'Déjeuner' },
    { ...shop, 'idempotency-key': randomUUID() });
  await control(id, outcome);
  return payment(id);
}

function holds(actual, expected, what) {
  for (const [field, value] of Object.entries(expected)) {
    assert.deepEqual(actual[field], value, `${what}: ${field}`);
  }
  console.log(`ok  ${what}`);
}

const momo = await paid('5000', 'momo', { outcome: 'paid' });
holds(momo, { status: 'COMPLETED', amount: '5000', currency: 'XOF', lateSuccess: false }, 'Paylinks completes a mobile money payment');

const verified = await sdk.verify(momo.providerReference);
holds(verified, { status: 'SUCCESS', amount: 5000, source: 'MOBILE_MONEY', type: 'DEBIT', transactionId: momo.providerReference,
  state: momo.id, partnerId: momo.id }, 'the SDK verifies it');

holds(await sdk.refund(momo.providerReference), { code: 'SUCCESS', description: 'REVERTED', transactionId: momo.providerReference },
  'the SDK refunds it');
holds(await sdk.verify(momo.providerReference), { status: 'REVERTED', amount: 5000 }, 'the SDK sees it refunded');
await assert.rejects(sdk.refund(momo.providerReference), 'a second refund');
console.log('ok  the SDK is refused a second refund');

const failed = await paid('750', 'momo', { outcome: 'failed', failureCode: 'insufficient_fund' });
holds(failed, { status: 'FAILED', failure: { code: 'insufficient-funds', message: failed.failure.message } }, 'Paylinks learns of a failed attempt');
holds(await sdk.verify(failed.providerReference), { status: 'FAILED', failureCode: 'insufficient_fund', state: failed.id }, 'the SDK sees it failed');
await assert.rejects(sdk.refund(failed.providerReference), 'a refund of nothing');
console.log('ok  the SDK is refused a refund of what was not paid');

const card = await paid('12000', 'card', { outcome: 'paid', source: 'CARD' });
holds(card, { status: 'COMPLETED' }, 'Paylinks completes a card payment');
holds(await sdk.verify(card.providerReference), { status: 'SUCCESS', source: 'CARD', amount: 12000 }, 'the SDK verifies it');
await assert.rejects(sdk.refund(card.providerReference), 'a refund of a card payment');
console.log('ok  the SDK is refused the refund of a card payment');

await assert.rejects(sdk.verify('no-such-id'), /Transaction Not Found/);
await assert.rejects(kkiapay({ ...keys, privatekey: 'wrong', sandbox: true }).verify(card.providerReference), /Transaction Not Found/);
console.log('ok  the SDK is refused an unknown transaction and wrong keys');

assert.ok(requests.length > 0 && requests.every(request => /^POST https:\/\/api-sandbox\.kkiapay\.me\/api\/v1\/transactions\/(status|revert)$/.test(request)),
  `the SDK called ${requests}`);
console.log(`All as expected; ${requests.length} calls of the SDK.`);
