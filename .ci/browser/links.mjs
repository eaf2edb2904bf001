// Pays a reusable link of a running local stack on a phone's screen, until its limit refuses the next customer.
// Usage: node links.mjs <API URL> <screenshot directory>
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { accessible, withAxe } from './accessible.mjs';
import { PATIENCE, complaints, finish, launch, parameters, passes } from './browser.mjs';

const [apiUrl, screenshots] = parameters('API URL', 'screenshot directory');
const browser = await launch();

/** A customer with a phone of its own. */
async function customer({ locale = 'en-GB', colorScheme = 'light', javaScriptEnabled = true } = {}) {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale, colorScheme, javaScriptEnabled });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(`${page.url()}: ${message.text()}`);
    }
  });
  return page;
}

async function shot(page, name) {
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0, `${name} is wider than its window, in pixels`);
}

async function api(method, path, body) {
  const answer = await fetch(new URL(path, apiUrl), {
    method,
    headers: { authorization: 'Bearer local-shop-key', 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: body && JSON.stringify(body),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return answer.json();
}

/** The address that a camera reads from the link's code; that the drawing holds it, QrCodeTest decodes. */
async function scanned(link) {
  const code = await fetch(link.qrUrl);
  assert.equal(code.headers.get('content-type'), 'image/svg+xml; charset=utf-8');
  return (await code.text()).match(/<title>([^<]+)<\/title>/)[1];
}

async function paid(link, count) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const now = await api('GET', `/links/${link.id}`);
    if (now.completed === count) {
      return now;
    }
    assert.ok(Date.now() < end, `${now.completed} of ${count} payments are completed`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function payByCard(page) {
  await page.getByLabel('Card number').fill('4187 4274 1556 4246');
  await page.getByRole('button', { name: 'Pay by card' }).click();
  await page.getByRole('heading', { name: 'Payment received' }).waitFor();
}

const checks = {
  async 'three customers pay by the code, and the fourth gets the message of the shop'() {
    const link = await api('POST', '/links', {
      provider: 'flutterwave', amount: '50.00', currency: 'NGN', description: 'Concert ticket', quantity: { min: 1, max: 4 },
      collect: ['name', 'email', 'note'], limit: 3, inactiveMessage: 'Sold out. See you next year.',
    });
    const address = await scanned(link);
    for (let count = 1; count <= 3; count++) {
      const page = await customer({ colorScheme: count === 2 ? 'dark' : 'light' });
      await page.goto(address);
      await page.getByRole('heading', { name: 'Pay shop' }).waitFor();
      await shot(page, `link-page-${count}`);
      await page.getByLabel('How many').fill(String(count));
      await page.getByLabel('Your name').fill('Ada Lovelace');
      await page.getByLabel('Your email address').fill('ada@example.com');
      await page.getByRole('button', { name: 'Continue to payment' }).click();
      await payByCard(page);
      await shot(page, `link-paid-${count}`);
      await paid(link, count);
      await page.context().close();
    }
    const fourth = await customer();
    await fourth.goto(address);
    await fourth.getByText('Sold out. See you next year.').waitFor();
    assert.equal(await fourth.locator('form').count(), 0);
    await shot(fourth, 'link-limit-reached');
    await fourth.context().close();
    const { payments } = await api('GET', `/links/${link.id}/payments`);
    assert.deepEqual(payments.map((payment) => payment.amount).sort(), ['100.00', '150.00', '50.00']);
    assert.equal(new Set(payments.map((payment) => payment.linkId)).size, 1);
  },

  async 'a double click makes one payment'() {
    const link = await api('POST', '/links', { provider: 'flutterwave', amount: '50.00', currency: 'NGN', collect: ['email'] });
    const page = await customer({ javaScriptEnabled: false });
    await page.goto(await scanned(link));
    await page.getByLabel('Your email address').fill('ada@example.com');
    await page.getByRole('button', { name: /^Pay/ }).dblclick();
    await page.getByLabel('Card number').waitFor();
    assert.equal((await api('GET', `/links/${link.id}/payments`)).payments.length, 1);
    await page.context().close();
  },

  async 'a chosen amount, a mistake that is explained, and a payment on our own page'() {
    const link = await api('POST', '/links', {
      provider: 'fluid', currency: 'GHS', minimum: '1.00', maximum: '500.00', suggestions: ['5.00', '20.00'], description: 'For the choir',
    });
    const page = await customer();
    await page.goto(await scanned(link));
    await page.getByRole('radio', { name: 'Another amount' }).check();
    await page.getByRole('textbox', { name: 'Another amount' }).fill('0,50');
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.getByRole('alert').getByText('This amount is not possible here.').waitFor();
    await shot(page, 'link-amount-refused');
    await page.getByRole('textbox', { name: 'Another amount' }).fill('12,50');
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.waitForURL(/\/pay\/pay_lnk_/);
    await page.getByText('12.50 GHS').first().waitFor();
    await shot(page, 'link-own-page');
    await page.context().close();
  },

  async 'page and poster in four languages, light and dark'() {
    const link = await api('POST', '/links', { provider: 'flutterwave', currency: 'NGN', minimum: '1.00', suggestions: ['5.00', '20.00'],
      description: 'For the choir', collect: ['name', 'email', 'phone', 'note'] });
    for (const colorScheme of ['light', 'dark']) {
      for (const lang of ['en', 'fr', 'pt', 'ar']) {
        for (const [kind, address] of Object.entries({ page: link.url, poster: link.posterUrl })) {
          const page = await customer({ colorScheme });
          await withAxe(page.context());
          await page.goto(`${address}?lang=${lang}`);
          assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).direction), lang === 'ar' ? 'rtl' : 'ltr');
          await shot(page, `link-${kind}-${lang}-${colorScheme}`);
          await accessible(page, `${kind} in ${lang}, ${colorScheme}`);
          await page.context().close();
        }
      }
    }
  },

  async 'the poster has the size A6 and fits a phone, in French too'() {
    const link = await api('POST', '/links', { provider: 'flutterwave', amount: '50.00', currency: 'NGN', description: 'Concert ticket', collect: ['email'] });
    const page = await customer({ locale: 'fr-CI' });
    await page.goto(link.posterUrl);
    await page.getByText('Scannez pour payer').waitFor();
    await page.getByText(link.url.replace(/^https?:\/\//, ''), { exact: true }).waitFor();
    await shot(page, 'link-poster');
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1');
    // 105 by 148 mm in points, on one page.
    const [, width, height] = pdf.match(/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)/).map(Number);
    assert.ok(Math.abs(width - 297.6) < 2 && Math.abs(height - 419.5) < 2, `${width} x ${height}`);
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1);
    await page.context().close();
  },
};

let failed = false;
for (const [name, check] of Object.entries(checks)) {
  failed = !await passes(name, check) || failed;
}
await finish(browser, failed);
