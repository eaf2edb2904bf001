// Works Kommo's board of a running local stack as a seller does, and pays what it asks for.
// Usage: node board.mjs <console URL> <sandbox URL> <screenshot directory>
import assert from 'node:assert/strict';
import { PATIENCE, complaints, finish, launch, parameters, passes } from './browser.mjs';

const [consoleUrl, sandboxUrl, screenshots] = parameters('console URL', 'sandbox URL', 'screenshot directory');

const ONLY = process.env.ONLY ?? '';
const browser = await launch();

const desktop = { width: 1440, height: 900 };
const phone = { width: 360, height: 740 };

/** Opens a browser of its own whose complaints fail the check. */
async function open({ viewport = desktop, javaScriptEnabled = true, colorScheme = 'light' } = {}) {
  const context = await browser.newContext({ viewport, javaScriptEnabled, colorScheme, locale: 'en-GB' });
  context.setDefaultTimeout(PATIENCE);
  context.on('page', (page) => {
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) {
        complaints.push(`${page.url()}: ${message.text()} (${message.location().url})`);
      }
    });
  });
  return context;
}

async function shot(page, name) {
  await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0, `${name} is wider than its window, in pixels`);
}

async function control(path, body) {
  const response = await fetch(`${sandboxUrl}/_control/kommo${path}`,
    body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  assert.ok(response.ok, `${path} answered ${response.status}`);
  return response.json();
}

const stage = (page, name) => page.getByRole('region', { name, exact: false }).filter({ has: page.getByRole('heading', { level: 2, name }) });
const deal = (page, name) => page.getByRole('article', { name, exact: true });
const lies = (page, name, where) => stage(page, where).getByRole('article', { name, exact: true }).waitFor();

/** Adds a deal that no earlier run has touched. */
async function add(page, { name, price, email }) {
  const form = page.locator('#create');
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('Price').fill(price);
  await form.getByLabel('E-mail').fill(email);
  await form.getByRole('button', { name: 'Add deal' }).click();
  await lies(page, name, 'New deal');
}

async function move(page, name, to) {
  await deal(page, name).getByLabel(`Stage of ${name}`).selectOption(to);
  await deal(page, name).getByRole('button', { name: `Move ${name}` }).click();
  await lies(page, name, to);
}

const notes = (page, name) => deal(page, name).getByRole('list', { name: 'Notes' }).getByRole('listitem');

/** Waits until a deal stays unchanged for a while, and returns it. */
async function settled(page, name, millis = 4000) {
  const id = (await deal(page, name).locator('h3').getAttribute('id')).replace('deal-', '');
  let before = '';
  for (;;) {
    const lead = await control(`/leads/${id}`);
    const now = JSON.stringify([lead.notes, lead.status_id, lead.webhooks.length]);
    if (now === before) {
      return lead;
    }
    before = now;
    await new Promise((resume) => { setTimeout(resume, millis); });
  }
}

const unique = Date.now().toString(36);
const names = { paid: `Borehole ${unique}`, keyboard: `Keyboard ${unique}`, bare: `No e-mail ${unique}`, again: `Again ${unique}`, dragged: `Dragged ${unique}`, forged: `Forged ${unique}` };

const checks = {
  async 'a deal that reaches the invoice stage gets a link; paid, it is won'(page) {
    await add(page, { name: names.paid, price: '200', email: 'buyer@example.com' });
    await shot(page, 'board-new');
    await move(page, names.paid, 'Send invoice');
    const link = notes(page, names.paid).getByRole('link');
    await link.waitFor();
    assert.equal(await notes(page, names.paid).count(), 1, 'one note with the link');
    await page.getByRole('status').getByText(names.paid).waitFor();
    await shot(page, 'board-link');

    const customer = await open({ viewport: phone, javaScriptEnabled: false });
    const pay = await customer.newPage();
    await pay.goto(await link.getAttribute('href'));
    await shot(pay, 'board-customer');
    await pay.getByRole('button', { name: 'Pay by card' }).click();
    await pay.getByText(/paid/i).first().waitFor();
    await shot(pay, 'board-customer-paid');
    await customer.close();

    await lies(page, names.paid, 'Closed won');
    await notes(page, names.paid).nth(1).waitFor();
    await shot(page, 'board-won');
    const lead = await settled(page, names.paid);
    assert.equal(lead.status_id, 142);
    assert.equal(lead.notes.length, 2, 'the link and the payment');
    assert.match(lead.notes[1].text, /200/);
    assert.match(lead.notes[1].text, /USD/);
    assert.ok(lead.webhooks.every((webhook) => webhook.status === 200 && webhook.attempt === 1), 'every webhook was taken the first time');
    assert.equal(lead.calls.patch, 1, 'moved once');
  },

  async 'twenty equal webhooks make one link'(page) {
    await add(page, { name: names.again, price: '35', email: 'again@example.com' });
    const id = (await deal(page, names.again).locator('h3').getAttribute('id')).replace('deal-', '');
    await control(`/leads/${id}`, { status_id: 47873533, webhook: 'duplicate', times: 20 });
    await notes(page, names.again).getByRole('link').waitFor();
    const lead = await settled(page, names.again);
    assert.equal(lead.notes.length, 1);
    assert.ok(lead.webhooks.length >= 20);
  },

  async 'what is missing is asked for in a note'(page) {
    await add(page, { name: names.bare, price: '35', email: '' });
    await deal(page, names.bare).getByText('no e-mail', { exact: true }).waitFor();
    await move(page, names.bare, 'Send invoice');
    await notes(page, names.bare).getByText(/e-?mail/i).waitFor();
    assert.equal(await notes(page, names.bare).getByRole('link').count(), 0, 'no link');
    await shot(page, 'board-missing');
  },

  async 'a forged webhook changes nothing'(page) {
    await add(page, { name: names.forged, price: '5', email: 'forged@example.com' });
    await page.getByLabel('Webhooks of stage changes').selectOption('forged');
    await deal(page, names.forged).getByLabel(`Stage of ${names.forged}`).selectOption('Send invoice');
    await deal(page, names.forged).getByRole('button', { name: `Move ${names.forged}` }).click();
    await deal(page, names.forged).getByText('Webhooks (1)').click();
    await deal(page, names.forged).getByText(/answered 40[14]/).waitFor();
    await lies(page, names.forged, 'New deal');
    await page.getByLabel('Webhooks of stage changes').selectOption('normal');
    assert.equal((await settled(page, names.forged)).notes.length, 0);
  },

  async 'a deal can be dragged'(page) {
    await add(page, { name: names.dragged, price: '5', email: 'dragged@example.com' });
    await deal(page, names.dragged).scrollIntoViewIfNeeded();
    const from = await deal(page, names.dragged).locator('.grip').boundingBox();
    const to = await stage(page, 'Negotiation').boundingBox();
    await page.mouse.move(from.x + 20, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(from.x + 60, from.y + 20, { steps: 5 });
    await page.mouse.move(to.x + to.width / 2, from.y + 20, { steps: 10 });
    await page.mouse.up();
    await lies(page, names.dragged, 'Negotiation');
    await shot(page, 'board-dragged');
  },

  async 'a deal can be moved, changed and deleted by keyboard'(page) {
    await add(page, { name: names.keyboard, price: '5', email: 'key@example.com' });
    const select = deal(page, names.keyboard).getByLabel(`Stage of ${names.keyboard}`);
    await select.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await lies(page, names.keyboard, 'Negotiation');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), `Move ${names.keyboard}`, 'focus stays with the deal');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction((name) => [...document.querySelectorAll('details[open] input[name=name]')].some((field) => field.value === name), names.keyboard);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('6');
    await page.keyboard.press('Enter');
    await deal(page, names.keyboard).locator('.price').getByText('6', { exact: true }).waitFor();
    await page.waitForFunction(() => document.activeElement.matches('summary'));
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => [...document.querySelectorAll('details[open] input[name=price]')].some((field) => field.value === '6'));
    for (let i = 0; i < 5; i++) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await deal(page, names.keyboard).waitFor({ state: 'detached' });
  },

  async 'the board fits a phone and a dark room'() {
    const context = await open({ viewport: phone, colorScheme: 'dark' });
    const small = await context.newPage();
    await small.goto(new URL('/', consoleUrl).href);
    await small.getByRole('link', { name: 'Deals' }).click();
    await deal(small, 'Roof panels').waitFor();
    await shot(small, 'board-phone');
    await deal(small, 'Roof panels').getByText('Change', { exact: true }).click();
    await shot(small, 'board-phone-change');
    await context.close();
  },
};

let failed = false;
const context = await open();
const page = await context.newPage();
await page.goto(new URL('/console/board.html', consoleUrl).href);
for (const [name, check] of Object.entries(checks).filter(([title]) => title.includes(ONLY))) {
  failed = !await passes(name, () => check(page), () => shot(page, 'board-failure').catch(() => {})) || failed;
}

await finish(browser, failed);
