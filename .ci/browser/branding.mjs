// Looks at a merchant's pages in four languages, corrects a mistyped number, and checks contrast and labels with axe.
// Usage: node branding.mjs <console URL> <sandbox URL> <Lambda URL> <screenshot directory>
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { deflateSync, crc32 } from 'node:zlib';
import { accessible, withAxe } from './accessible.mjs';
import { PATIENCE, complaints, finish, launch, parameters, passes } from './browser.mjs';

const [consoleUrl, sandboxUrl, lambdaUrl, screenshots] = parameters('console URL', 'sandbox URL', 'Lambda URL', 'screenshot directory');

const KEY = { authorization: 'Bearer local-shop-key' };
const browser = await launch();

async function post(url, body, headers = {}) {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

async function operator(request) {
  const answer = await post(new URL('/2015-03-31/functions/paylinks-local-manage-merchants:live/invocations', lambdaUrl), request);
  assert.equal(answer.refusal, undefined);
}

const create = (amount) => post(new URL('/payment-links', consoleUrl),
  { provider: 'fluid', orderId: `brand-${randomUUID()}`, amount, currency: 'GHS', description: 'Two tickets' }, { ...KEY, 'idempotency-key': randomUUID() });

const advance = (by) => post(new URL('/_control/clock', sandboxUrl), { advance: by });

function png(width, height) {
  const chunk = (type, data) => {
    const content = Buffer.concat([Buffer.from(type), data]);
    const length = Buffer.alloc(4);
    const check = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(content));
    return Buffer.concat([length, content, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + 3 * width), 0x7a);
  for (let row = 0; row < height; row++) rows[row * (1 + 3 * width)] = 0;
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

async function open(options) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, ...options });
  context.setDefaultTimeout(PATIENCE);
  await withAxe(context);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => { if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text()); });
  return page;
}

async function look(page, name) {
  await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0, `${name} is wider than its window, in pixels`);
  await accessible(page, name);
}

const heading = (page, text) => page.getByRole('heading', { level: 1, name: text }).waitFor();

const checks = {
  async 'whom one pays, in four languages, light and dark'() {
    const { link } = await create('1250.50');
    const expected = { en: '1,250.50 GHS', fr: '1\u202f250,50 GHS', pt: '1\u00a0250,50 GHS', ar: '١٬٢٥٠٫٥٠ GHS' };
    for (const colorScheme of ['light', 'dark']) {
      for (const [lang, amount] of Object.entries(expected)) {
        const page = await open({ colorScheme });
        await page.goto(`${link}?lang=${lang}`);
        assert.equal(await page.locator('.payee bdi').textContent(), 'Ama’s Corner Shop');
        assert.equal(await page.locator('.payee img').evaluate((image) => image.complete && image.naturalWidth), 90, 'the logo is shown');
        assert.equal(await page.locator('.amount').textContent(), amount);
        assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).direction), lang === 'ar' ? 'rtl' : 'ltr');
        if (colorScheme === 'light') {
          assert.equal(await page.locator('form button').evaluate((button) => getComputedStyle(button).backgroundColor), 'rgb(122, 31, 162)');
        }
        assert.equal(await page.locator('.support a').count(), 2);
        await look(page, `branded-${lang}-${colorScheme}`);
        await page.context().close();
      }
    }
  },

  async 'without a branding, the merchant\'s name'() {
    const answer = await post(new URL('/payment-links', consoleUrl), { provider: 'fluid', orderId: 'plain', amount: '5', currency: 'GHS' },
      { authorization: 'Bearer local-other-key', 'idempotency-key': randomUUID() });
    const page = await open({ locale: 'pt-MZ' });
    await page.goto(answer.link);
    await heading(page, 'O seu pagamento');
    assert.equal(await page.locator('.payee').textContent(), 'Pagamento a other');
    await look(page, 'unbranded-pt');
    await page.context().close();
  },

  async 'the API tells the merchant its branding, and its logo has its own address'() {
    const merchant = await (await fetch(new URL('/merchant', consoleUrl), { headers: KEY })).json();
    assert.equal(merchant.displayName, 'Ama’s Corner Shop');
    const logo = await fetch(new URL(new URL(merchant.logoUrl).pathname, consoleUrl));
    assert.equal(logo.headers.get('content-type'), 'image/png');
    assert.deepEqual(Buffer.from(await logo.arrayBuffer()), png(90, 30));
  },

  async 'a mistyped number is corrected, and the first debit pays after all'() {
    const { id, link } = await create('40.00');
    const page = await open({ locale: 'en-GB' });
    await page.goto(link);
    await page.locator('#phone').fill('\u202d024 444 4444\u202c');
    await page.locator('form button').click();
    await heading(page, 'Complete payment on your phone');
    await look(page, 'mistyped-waiting');
    await page.getByRole('link', { name: 'Wrong number? Correct it' }).click();
    await page.locator('#phone').fill('0244444444');
    await look(page, 'mistyped-correct');
    await advance('PT11S');
    await page.getByRole('button', { name: 'Send to this number' }).click();
    await page.getByText('This number was asked already').waitFor();
    await look(page, 'mistyped-same-number');
    await page.locator('#phone').fill('+233 024 123 4567');
    await page.getByRole('button', { name: 'Send to this number' }).click();
    await heading(page, 'Complete payment on your phone');
    await advance('PT10S');
    await heading(page, 'Payment received');
    await look(page, 'mistyped-paid');
    await post(new URL(`/_control/fluid/${id}`, sandboxUrl), { outcome: 'paid' });
    const end = Date.now() + PATIENCE;
    let again = [];
    while (again.length === 0 && Date.now() < end) {
      const { events } = await (await fetch(new URL(`/payments/${id}/events`, consoleUrl), { headers: KEY })).json();
      again = events.filter(({ detail }) => detail?.paidAgain);
      await page.waitForTimeout(200);
    }
    assert.equal(again.length, 1, 'the second success is in the history');
    await page.context().close();
  },
};

let failed = false;
await operator({ command: 'set-branding', merchant: 'shop', branding: { displayName: 'Ama’s Corner Shop', accentColor: '#7a1fa2', supportEmail: 'help@shop.example', supportPhone: '+233241234567' } });
await operator({ command: 'set-logo', merchant: 'shop', logo: png(90, 30).toString('base64') });
// A page keeps a branding for a minute.
await advance('PT2M');
for (const [name, check] of Object.entries(checks)) {
  failed = !await passes(name, check) || failed;
}
await operator({ command: 'set-branding', merchant: 'shop', branding: { displayName: '', accentColor: '', supportEmail: '', supportPhone: '' } });
await operator({ command: 'remove-logo', merchant: 'shop' });
await finish(browser, failed);
