// Reads the page for operators of a running local stack, compares its numbers with the stack's, and replays a dead letter.
// Usage: node operations.mjs <console URL> <SQS URL> <screenshot directory>
import assert from 'node:assert/strict';
import { PATIENCE, complaints, launch, parameters } from './browser.mjs';

const [consoleUrl, sqsUrl, screenshots] = parameters('console URL', 'SQS URL', 'screenshot directory');
const browser = await launch();

/** Opens the page in a browser of its own, whose complaints fail the check. */
async function open(viewport, colorScheme) {
  const context = await browser.newContext({ viewport, colorScheme, locale: 'en-GB' });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  await page.goto(consoleUrl);
  await page.getByRole('link', { name: 'Operations' }).click();
  await page.locator('body[data-ready]').waitFor();
  return page;
}

async function shot(page, name) {
  await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0, `${name} is wider than its window, in pixels`);
}

const page = await open({ width: 1280, height: 900 }, 'light');

// The page shows what the stack counted, and every widget, alarm and objective of the template. Nobody pays while it is read.
const answer = page.waitForResponse((response) => new URL(response.url()).pathname === '/_operations');
const view = await (await answer).json();
const [payments] = view.widgets;
const created = payments.lines.find((line) => line.label === 'created');
assert.ok(created.value > 0, 'the checks before this one have made payments');
const tile = (name) => page.locator('#tiles .tile').filter({ has: page.getByText(name, { exact: true }) }).locator('dd');
for (const line of payments.lines.filter((its) => !its.label.endsWith('%'))) {
  await tile(line.label).getByText(line.value.toLocaleString('en'), { exact: true }).waitFor();
}
assert.deepEqual(await page.locator('#charts h2').allTextContents(), view.widgets.map((widget) => widget.title));
assert.equal(await page.locator('#charts svg').count(), view.widgets.length);
await page.getByText(/of \d+ are OK/).click();
const alarms = page.locator('.alarms details');
assert.equal(await alarms.count(), view.alarms.length);
assert.equal(await page.locator('#objectives article').count(), view.objectives.length);
await page.locator('#reconciler tbody tr').first().waitFor();
const successRate = alarms.filter({ hasText: 'Success Rate' });
await successRate.locator('summary').click();
await successRate.getByText('docs/operate.md#successratealarm').waitFor();
await successRate.getByText('failures-by-code').waitFor();
await shot(page, 'operations');

// A dead letter goes back to its queue by a click.
const sent = await fetch(sqsUrl, { method: 'POST', headers: { 'X-Amz-Target': 'AmazonSQS.SendMessage' },
  body: JSON.stringify({ QueueUrl: 'WebhookBufferDeadLetterQueue', MessageBody: '{}' }) });
assert.equal(sent.status, 200);
await page.getByRole('button', { name: 'Replay 1 message' }).click();
await page.locator('#replayed').getByText('go back to their queue').waitFor();
await page.locator('.queue').filter({ hasText: 'Webhook Buffer Dead Letter Queue' }).getByText('empty').waitFor();
await shot(page, 'operations-replayed');

await shot(await open({ width: 360, height: 740 }, 'dark'), 'operations-phone-dark');

await browser.close();
assert.deepEqual(complaints, [], 'the browser has nothing to complain about');
console.log('ok      Operations: numbers, alarms, and dead letters that are replayed');
