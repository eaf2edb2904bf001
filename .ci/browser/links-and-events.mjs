// Makes a reusable link on the console of a running local stack, pays it, and sends the event again that the shop did not receive.
// Usage: node links-and-events.mjs <console URL> <sandbox URL> <screenshot directory>
import assert from 'node:assert/strict';
import { accessible, withAxe } from './accessible.mjs';
import { PATIENCE, complaints, finish, launch, parameters, passes } from './browser.mjs';

const [consoleUrl, sandboxUrl, screenshots] = parameters('console URL', 'sandbox URL', 'screenshot directory');
const browser = await launch();

async function open(colorScheme = 'light') {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', colorScheme });
  context.setDefaultTimeout(PATIENCE);
  await withAxe(context);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error}`));
  return page;
}

async function shot(page, name) {
  for (const [width, height] of [[1440, 900], [360, 740]]) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: `${screenshots}/${name}-${width}.png`, fullPage: true });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(overflow, 0, `${name} is wider than ${width} pixels, by`);
    await accessible(page, `${name}-${width}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function shop(failure) {
  const answer = await fetch(new URL('/_control/merchant', sandboxUrl), {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(failure),
  });
  assert.ok(answer.ok, `the shop's endpoint: ${answer.status}`);
}

const page = await open();
const detail = page.locator('#detail');
const event = (type) => page.locator(`#recent [data-event="${type}"]`);
const facts = (title) => detail.locator('dl.facts dt', { hasText: title }).locator('xpath=following-sibling::dd[1]');

/** Pays the link that the page shows, as a customer in another window. */
async function pay() {
  const [customer] = await Promise.all([page.waitForEvent('popup'), detail.getByRole('link', { name: 'Open the page' }).click()]);
  await customer.getByLabel('Name').fill('Ama');
  await customer.getByLabel('Email').fill('ama@example.com');
  await customer.getByRole('button', { name: /^(Pay|Continue)/ }).click();
  await customer.getByLabel('Card number').fill('4187 4274 1556 4246');
  await customer.getByRole('button', { name: 'Pay by card' }).click();
  await customer.getByRole('heading', { name: 'Payment received' }).waitFor();
  await customer.close();
}

const checks = {
  async 'a refused link says why'() {
    await page.goto(consoleUrl);
    await page.getByRole('link', { name: 'Links' }).click();
    await page.getByLabel('Provider').selectOption({ label: 'Flutterwave' });
    await page.getByLabel('email').uncheck();
    await page.getByRole('button', { name: 'Create link' }).click();
    await page.locator('#problem').getByText('/collect').waitFor();
  },
  async 'a link is made, paid and used up'() {
    await page.getByLabel('name', { exact: true }).check();
    await page.getByLabel('email').check();
    await page.getByLabel('Payments at most').fill('2');
    await page.getByRole('button', { name: 'Create link' }).click();
    await detail.getByRole('img', { name: /^QR code of / }).waitFor();
    await page.waitForFunction(() => document.querySelector('#detail img').naturalWidth > 0);
    assert.equal(await facts('Paid').textContent(), '0 of 2 paid');
    await pay();
    await detail.locator('#payments li.good').first().waitFor();
    await page.locator('#recent small', { hasText: '1 of 2 paid' }).first().waitFor();
    await shot(page, 'console-link');
  },
  async 'an event that the shop did not receive is sent again'() {
    await shop({ status: 503, times: 100 });
    await pay();
    await page.locator('#status').getByText('LIMIT_REACHED').waitFor();
    const payment = await detail.locator('#payments li').first().getAttribute('data-payment');
    await page.getByRole('link', { name: 'Events' }).click();
    await page.getByLabel('About').fill(payment);
    await event('payment.completed').getByText('pending').waitFor();
    await event('payment.created').getByText('retrying').waitFor();
    await event('payment.created').click();
    await detail.locator('#attempts [data-attempt="failed"]').first().getByText('answered 503').waitFor();
    await shop({ status: 200, times: 0 });
    await page.getByLabel('Events of the last').selectOption({ label: 'hour' });
    await page.getByRole('button', { name: 'Send again', exact: true }).click();
    await page.locator('#resent').getByText('sent again').waitFor();
    await detail.locator('#attempts [data-attempt="delivered"]').waitFor();
    await event('payment.completed').getByText('delivered').waitFor();
    await event('payment.completed').click();
    await detail.getByRole('heading', { name: 'payment.completed' }).waitFor();
    await shot(page, 'console-event');
  },
  async 'an endpoint that is off is skipped, and one event is sent again'() {
    const endpoint = page.locator('#endpoints [data-endpoint="default"]');
    await endpoint.getByRole('button', { name: 'Switch off' }).click();
    await endpoint.getByText('off since').waitFor();
    await detail.getByRole('button', { name: 'Send this event again' }).click();
    await detail.locator('#deliveries').getByText('skipped').waitFor();
    await endpoint.getByRole('button', { name: 'Switch on' }).click();
    await endpoint.getByRole('button', { name: 'Switch off' }).waitFor();
    const before = await detail.locator('#attempts [data-attempt="delivered"]').count();
    await detail.getByRole('button', { name: 'Send this event again' }).click();
    await page.waitForFunction((count) => document.querySelectorAll('#attempts [data-attempt="delivered"]').length > count, before);
    await facts('About').getByRole('link').click();
    await page.locator('#payments #detail').getByText('COMPLETED').first().waitFor();
  },
  async 'both pages are accessible in the dark'() {
    const dark = await open('dark');
    for (const name of ['links', 'events']) {
      await dark.goto(new URL(`/console/${name}.html`, consoleUrl).href);
      await dark.locator('#recent a').first().click();
      await dark.locator('#detail .title').waitFor();
      await shot(dark, `console-${name}-dark`);
    }
  },
  async 'a switched-off link takes no payment'() {
    await page.goto(new URL('/console/links.html', consoleUrl).href);
    await page.getByLabel('Payments at most').fill('');
    await page.getByLabel('Provider').selectOption({ label: 'Flutterwave' });
    await page.getByRole('button', { name: 'Create link' }).click();
    await page.locator('#status').getByText('ACTIVE').waitFor();
    await detail.getByRole('button', { name: 'Switch off' }).click();
    await page.locator('#status').getByText('INACTIVE').waitFor();
    const [customer] = await Promise.all([page.waitForEvent('popup'), detail.getByRole('link', { name: 'Open the page' }).click()]);
    await customer.getByText('Sold out.').waitFor();
  },
};

let failed = false;
for (const [name, check] of Object.entries(checks)) {
  if (!await passes(name, check, () => page.screenshot({ path: `${screenshots}/links-and-events-failure.png`, fullPage: true }).catch(() => {}))) {
    failed = true;
    break;
  }
}
await finish(browser, failed);
