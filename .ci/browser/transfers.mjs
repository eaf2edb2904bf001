// Sends money between two customers of a running local stack: from a phone to a wallet, and between wallets.
// Usage: node transfers.mjs <console URL> <screenshot directory>
import assert from 'node:assert/strict';
import { PATIENCE, complaints, finish, launch, parameters } from './browser.mjs';

const [consoleUrl, screenshots] = parameters('console URL', 'screenshot directory');
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
context.setDefaultTimeout(PATIENCE);
const page = await context.newPage();
page.on('pageerror', (error) => complaints.push(String(error)));

async function shot(name) {
  await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0, `${name} is wider than its window, in pixels`);
}

const balance = async (name, kind = 'Available') =>
  Number((await page.getByRole('region', { name, exact: true }).locator(`[data-balance="${kind}"]`).textContent()).replace(/ .*/, ''));

async function awaitBalance(name, expected, kind = 'Available') {
  const end = Date.now() + PATIENCE;
  while (await balance(name, kind) !== expected) {
    assert.ok(Date.now() < end, `${name} has ${await balance(name, kind)} and not ${expected}`);
    await page.waitForTimeout(200);
  }
}

/** Amount and balance of an account's latest entry. */
const latestEntry = (name) => page.getByRole('region', { name, exact: true }).locator('tbody tr').first().locator('td.money').allTextContents();

async function send(from, to, amount) {
  const form = page.locator('#send');
  await form.locator('#from').selectOption({ label: from });
  await form.locator('#to').selectOption({ label: to });
  await form.getByLabel('Amount in cedis').fill(amount);
  await form.getByRole('button', { name: 'Send' }).click();
  await page.locator('#message:not([hidden])').waitFor();
}

let failed = false;
try {
  await page.goto(new URL('/', consoleUrl).href);
  await page.getByRole('link', { name: 'Transfers' }).click();
  await page.getByRole('region', { name: 'Kofi', exact: true }).waitFor();
  const ama = await balance('Ama');
  const kofi = await balance('Kofi');

  await send('A phone that pays by itself (+233241234567)', 'Ama', '50.00');
  await awaitBalance('Ama', ama + 50);
  await shot('transfers-from-phone');
  console.log('ok      a transfer from a phone to a wallet');

  await send("Ama's balance", 'Kofi', '20.00');
  await awaitBalance('Kofi', kofi + 20);
  await awaitBalance('Ama', ama + 30);
  assert.deepEqual(await latestEntry('Ama'), ['-20.00', (ama + 30).toFixed(2)]);
  assert.deepEqual(await latestEntry('Kofi'), ['20.00', (kofi + 20).toFixed(2)]);
  await shot('transfers-between-wallets');
  console.log('ok      a transfer between wallets');

  await send("Ama's balance", 'Kofi', '1000000.00');
  await page.locator('#message.bad').getByText('does not cover', { exact: false }).waitFor();
  await page.locator('#transfers tr').first().getByRole('button', { name: 'Reverse' }).click();
  await awaitBalance('Ama', ama + 50);
  await page.setViewportSize({ width: 360, height: 740 });
  await shot('transfers-phone');
  console.log('ok      a refusal and a reversal');
} catch (error) {
  failed = true;
  console.log(`FAILED  ${error.stack}`);
  await shot('transfers-failure').catch(() => {});
}
await finish(browser, failed);
