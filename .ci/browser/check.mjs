// Clicks through the console and the sandbox of a running local stack. Usage: node check.mjs <console URL> <screenshot directory>
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [consoleUrl, screenshots] = process.argv.slice(2);
if (!consoleUrl || !screenshots) {
  console.error('Usage: node check.mjs <console URL> <screenshot directory>');
  process.exit(2);
}
mkdirSync(screenshots, { recursive: true });

const PATIENCE = Number(process.env.PATIENCE ?? 15_000);
const complaints = [];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
});

/** Opens a browser of its own whose complaints fail the check; `expected` are addresses whose refusals the browser may report. */
async function open({ viewport, javaScriptEnabled = true, colorScheme = 'light', expected = [] }) {
  const context = await browser.newContext({ viewport, javaScriptEnabled, colorScheme });
  context.setDefaultTimeout(PATIENCE);
  context.on('page', (page) => {
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !expected.some((path) => message.location().url.endsWith(path))) {
        complaints.push(`${page.url()}: ${message.text()} (${message.location().url})`);
      }
    });
  });
  return context;
}

const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
const shot = (page, name) => page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });

async function create(page, { method, amount, orderId }) {
  await page.getByLabel(method, { exact: true }).check();
  await page.getByLabel('Amount').fill(amount);
  await page.getByLabel('Order id').fill(orderId);
  await page.getByRole('button', { name: 'Create link' }).click();
  await status(page, 'PENDING', amount);
}

async function status(page, expected, amount) {
  const title = page.locator('#detail .title');
  await title.getByText(expected, { exact: true }).waitFor();
  if (amount) {
    await title.getByText(amount).waitFor();
  }
}

/** Opens what the customer sees in a browser without scripts. */
async function customer(page, link) {
  const href = await page.getByRole('link', { name: link }).getAttribute('href');
  const context = await open({ viewport: phone, javaScriptEnabled: false });
  const customerPage = await context.newPage();
  await customerPage.goto(href);
  return customerPage;
}

const checks = {
  async 'mobile money is paid on the phone'(page) {
    await create(page, { method: 'Mobile money', amount: '50.00', orderId: `momo-${Date.now()}` });
    await page.locator('.dial').getByText(/^\*175\*\d+#$/).waitFor();
    await shot(page, 'console-momo-pending');
    const ussd = await customer(page, 'Open the phone');
    await shot(ussd, 'ussd');
    await ussd.getByRole('button', { name: 'Pay' }).click();
    await ussd.getByRole('status').getByText('Paid').waitFor();
    await shot(ussd, 'ussd-paid');
    await status(page, 'COMPLETED');
    await page.locator('#webhooks').getByText('Answered 200').waitFor();
    await shot(page, 'console-momo-completed');
    await ussd.context().close();
  },

  async 'a card fails, is tried again and succeeds'(page) {
    await create(page, { method: 'Card', amount: '12.34', orderId: `card-${Date.now()}` });
    const hosted = await customer(page, 'Open the payment page');
    await shot(hosted, 'hosted-page');
    await hosted.getByRole('button', { name: 'Fail' }).click();
    await hosted.getByRole('status').getByText('failed').waitFor();
    await shot(hosted, 'hosted-page-failed');
    await status(page, 'FAILED');
    await shot(page, 'console-card-failed');
    await hosted.getByRole('button', { name: 'Pay' }).click();
    await hosted.getByRole('status').getByText('Paid').waitFor();
    await shot(hosted, 'hosted-page-paid');
    await status(page, 'COMPLETED');
    await page.locator('#detail').getByText('late success').waitFor();
    assert.equal(await page.locator('#history li').count(), 3, 'created, failed, completed');
    await shot(page, 'console-card-completed');
    await hosted.context().close();
  },

  async 'a forged webhook changes nothing, a duplicate completes once'(page) {
    await create(page, { method: 'In app', amount: '7', orderId: `app-${Date.now()}` });
    await page.getByRole('combobox', { name: 'Webhook' }).selectOption('forged');
    await page.getByRole('button', { name: 'Let it happen' }).click();
    await page.locator('#webhooks').getByText('Answered 401').waitFor();
    await status(page, 'PENDING');
    await page.getByRole('combobox', { name: 'Webhook' }).selectOption('duplicate');
    await page.getByRole('button', { name: 'Let it happen' }).click();
    await status(page, 'COMPLETED');
    await page.locator('#webhooks li').nth(2).waitFor();
    assert.equal(await page.locator('#history li').count(), 2, 'created, completed');
    await shot(page, 'console-forged-and-duplicate');
  },

  async 'errors of the API are readable'(page) {
    await page.getByLabel('Amount').fill('1.234');
    await page.getByLabel('Order id').fill('not an order id');
    await page.getByRole('button', { name: 'Create link' }).click();
    await page.locator('#problem').getByText('amount').waitFor();
    assert.equal(await page.locator('[aria-invalid]').count(), 2, 'amount and order id are marked');
    await shot(page, 'console-refused');
  },

  async 'the sandbox section counts and arranges'(page) {
    await page.getByRole('link', { name: 'Sandbox' }).click();
    await page.locator('#totals').getByText('Wrong signatures').waitFor();
    await page.getByRole('button', { name: 'Arrange' }).click();
    await page.locator('#totals').getByText('reject, 1 more').waitFor();
    await page.getByLabel('What happens').selectOption('none');
    await page.getByRole('button', { name: 'Arrange' }).click();
    await page.locator('#totals').getByText('nothing').waitFor();
    await shot(page, 'console-sandbox');
    await page.getByRole('link', { name: 'Payments' }).click();
  },

  async 'the console fits a phone'(page) {
    const context = await open({ viewport: phone, colorScheme: 'dark' });
    const small = await context.newPage();
    await small.goto(page.url());
    await small.locator('#recent a').first().click();
    await small.locator('#detail .title').waitFor();
    await shot(small, 'console-phone');
    const overflow = await small.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0, 'pixels too wide');
    await context.close();
  },
};

let failed = false;
const context = await open({ viewport: desktop, expected: ['/payment-links'] });
const page = await context.newPage();
await page.goto(consoleUrl);
for (const [name, check] of Object.entries(checks)) {
  try {
    await check(page);
    console.log(`ok      ${name}`);
  } catch (error) {
    failed = true;
    console.log(`FAILED  ${name}\n${error.stack}`);
    await shot(page, 'failure').catch(() => {});
  }
}

await browser.close();
if (complaints.length > 0) {
  failed = true;
  console.log(`FAILED  the browser has nothing to complain about\n${complaints.join('\n')}`);
}
process.exit(failed ? 1 : 0);
