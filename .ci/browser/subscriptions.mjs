// Charges subscriptions of a running local stack by its test clock, as a developer does on the console.
// Usage: node subscriptions.mjs <console URL> <screenshot directory>
import assert from 'node:assert/strict';
import { PATIENCE, complaints, finish, launch, parameters, passes } from './browser.mjs';

const [consoleUrl, screenshots] = parameters('console URL', 'screenshot directory');

const CLOCK_PATIENCE = 3 * PATIENCE;
const browser = await launch();

async function open(viewport, colorScheme) {
  const context = await browser.newContext({ viewport, colorScheme, locale: 'en-GB' });
  context.setDefaultTimeout(PATIENCE);
  const opened = await context.newPage();
  opened.on('pageerror', (error) => complaints.push(String(error)));
  return opened;
}

async function shot(on, name) {
  await on.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
  const overflow = await on.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0, `${name} is wider than its window, in pixels`);
}

const page = await open({ width: 1440, height: 900 }, 'light');
const periods = (status) => page.locator(`#periods [data-status="${status}"]`);
const happened = (event) => page.locator(`#history [data-event="${event}"]`);
const status = (text) => page.locator('#status').getByText(text, { exact: true }).waitFor();

/** Creates a subscription that starts today unless a date is given, and waits until its history shows. */
async function subscribe({ provider = 'FLUID', phone, currency, interval = 'month', startsAt = '' }) {
  const form = page.locator('#create');
  const before = page.url();
  await form.getByLabel('Provider').selectOption({ label: provider });
  if (phone) {
    await form.getByLabel("Customer's phone").selectOption({ label: phone });
  }
  if (currency) {
    await form.getByLabel('Currency').selectOption(currency);
  }
  await form.getByLabel('Interval').selectOption(interval);
  await form.getByLabel('First charge').fill(startsAt);
  await form.getByRole('button', { name: 'Create subscription' }).click();
  await page.waitForFunction((url) => location.href !== url, before);
  await page.locator('#detail').getByText(decodeURIComponent(new URL(page.url()).hash.slice(1)), { exact: true }).first().waitFor();
  await happened('created').waitFor();
}

/** Presses a button that moves the clock, and waits until the stack has come to rest. */
async function move(name) {
  const moved = page.waitForResponse((response) => response.url().endsWith('/_control/clock') && response.request().method() === 'POST',
    { timeout: CLOCK_PATIENCE });
  await page.getByRole('button', { name, exact: true }).click();
  const answer = await (await moved).json();
  assert.equal(answer.complete, true, JSON.stringify(answer));
  await page.locator('#moved').getByText('The clock moved.', { exact: false }).waitFor();
}

async function nextDebit(choice) {
  const select = page.getByLabel('How the next debit ends');
  await select.selectOption({ label: choice });
  await page.waitForFunction((label) => document.querySelector('#next-debit')?.querySelector('option[selected]')?.textContent === label, choice);
}

const checks = {
  async 'a period that is due is charged, and so is the next month'() {
    await subscribe({ phone: 'Pays by itself (+233241234567)' });
    await move('+1 hour');
    await periods('PAID').first().waitFor();
    await status('ACTIVE');
    assert.equal(await periods('PAID').count(), 1);
    await move('Move the clock past the next charge');
    await periods('PAID').nth(1).waitFor();
    assert.equal(await periods('PAID').count(), 2);
    assert.equal(await page.locator('#periods [data-attempt]').count(), 2, 'one attempt each');
    await happened('charged').nth(1).waitFor();
    await shot(page, 'subscriptions-charged');
  },

  async 'a failed period is tried again, and recovers when the customer has money'() {
    await nextDebit('Has no money (+233241111111)');
    await move('Move the clock past the next charge');
    await periods('RETRYING').waitFor();
    await status('PAST_DUE');
    await happened('charge-failed').waitFor();
    await happened('past-due').waitFor();
    await shot(page, 'subscriptions-failed');
    await nextDebit('Pays by itself (+233241234567)');
    await move('Move the clock past the next attempt');
    await status('ACTIVE');
    await happened('recovered').waitFor();
    assert.equal(await periods('PAID').count(), 3);
    assert.equal(await periods('PAID').first().locator('[data-attempt]').count(), 2, 'a failed attempt and a paid one');
    await shot(page, 'subscriptions-recovered');
  },

  async 'an outage costs no retry'() {
    const now = Date.parse(await page.locator('#now').getAttribute('datetime'));
    const tomorrow = new Date(now + 86_400_000).toISOString().slice(0, 10);
    await subscribe({ phone: 'Pays by itself (+233241234567)', interval: 'day', startsAt: tomorrow });
    await status('SCHEDULED');
    await page.getByRole('button', { name: 'Start an outage of FLUID' }).click();
    await move('Move the clock past the next charge');
    await periods('CHARGING').waitFor();
    await status('ACTIVE');
    assert.equal(await periods('PAID').count(), 0);
    await page.getByRole('button', { name: 'End the outage' }).click();
    await move('+1 hour');
    await periods('PAID').waitFor();
    assert.equal(await happened('charge-failed').count(), 0);
  },

  async 'a lost answer is asked for again, and the period is charged once'() {
    await nextDebit('FLUID does the work, its answer is lost');
    await move('Move the clock past the next charge');
    await periods('PAID').nth(1).waitFor();
    assert.equal(await periods('PAID').first().locator('[data-attempt]').count(), 1, 'one attempt');
  },

  async 'a pause, its end and the end of the period'() {
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await status('PAUSED');
    await page.getByRole('button', { name: 'Resume', exact: true }).click();
    await status('ACTIVE');
    await page.getByRole('button', { name: 'Cancel at period end' }).click();
    await page.getByText('ends at the period end').waitFor();
    await move('+1 day');
    await status('CANCELLED');
    await happened('cancelled').waitFor();
    assert.equal(await periods('PAID').count(), 2, 'nothing more is charged');
  },

  async 'after the last retry it is suspended; the open period is paid, and it goes on'() {
    await page.locator('#create').getByLabel('Retries after days').fill('1');
    await subscribe({ phone: 'Has no money (+233241111111)' });
    await move('+1 hour');
    await periods('RETRYING').waitFor();
    await move('Move the clock past the next attempt');
    await status('SUSPENDED');
    await periods('UNPAID').waitFor();
    await shot(page, 'subscriptions-suspended');
    await nextDebit('Waits for approval (+233244444444)');
    await page.getByRole('button', { name: 'Pay now' }).click();
    await page.getByRole('button', { name: 'Simulate paid' }).click();
    await status('ACTIVE');
    await periods('PAID').waitFor();
    await happened('recovered').waitFor();
  },

  async 'a provider without debits gets a payment link for each period'() {
    await subscribe({ provider: 'Flutterwave', currency: 'NGN' });
    await move('+1 hour');
    await periods('CHARGING').getByRole('link', { name: 'Open the payment link' }).waitFor();
    await shot(page, 'subscriptions-link');
    await page.getByRole('button', { name: 'Simulate paid' }).click();
    await periods('PAID').waitFor();
  },

  async 'what the API refuses is explained'() {
    await page.locator('#create').getByLabel('Retries after days').fill('3, 1');
    await page.locator('#create').getByRole('button', { name: 'Create subscription' }).click();
    await page.locator('#problem').getByText('/retryAfterDays/1', { exact: false }).waitFor();
    await page.locator('#create').getByLabel('Retries after days').fill('1, 3, 7');
    await page.getByRole('button', { name: 'Cancel now' }).click();
    await status('CANCELLED');
  },

  async 'the page fits a phone and a dark room'() {
    const small = await open({ width: 360, height: 740 }, 'dark');
    await small.goto(page.url());
    await small.locator('#recent a', { hasText: 'ACTIVE' }).first().click();
    await small.getByRole('button', { name: 'Cancel now' }).waitFor();
    await small.locator('#periods [data-period]').first().waitFor();
    await shot(small, 'subscriptions-phone');
    await small.close();
  },
};

await page.goto(new URL('/', consoleUrl).href);
await page.getByRole('link', { name: 'Subscriptions' }).click();
let failed = false;
for (const [name, check] of Object.entries(checks)) {
  if (!await passes(name, check, () => shot(page, 'subscriptions-failure').catch(() => {}))) {
    failed = true;
    break; // Each check goes on where the one before ended.
  }
}
await finish(browser, failed);
