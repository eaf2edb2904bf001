// Clicks through console, customer's pages and sandbox of a running local stack. Usage: node check.mjs <console URL> <screenshot directory>
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { PATIENCE, complaints, finish, launch, parameters, passes } from './browser.mjs';

const [consoleUrl, screenshots] = parameters('console URL', 'screenshot directory');
const browser = await launch();

const desktop = { width: 1280, height: 900 };
const phone = { width: 360, height: 740 };

/** Opens a browser of its own whose complaints fail the check; `refusals` are the addresses that may answer with an error. */
async function open({ viewport = phone, javaScriptEnabled = true, colorScheme = 'light', locale = 'en-GB', refusals = [] }) {
  const context = await browser.newContext({ viewport, javaScriptEnabled, colorScheme, locale });
  context.setDefaultTimeout(PATIENCE);
  const complain = (page, what) => complaints.push(`${page.url()}: ${what}`);
  context.on('page', (page) => {
    page.on('pageerror', (error) => complain(page, error));
    page.on('console', (message) => {
      // Answers are looked at below, where their status is known.
      if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource')) {
        complain(page, message.text());
      }
    });
    page.on('response', (response) => {
      if (response.status() >= 400 && !refusals.some((address) => address.test(response.url()))) {
        complain(page, `${response.request().method()} ${response.url()} answered ${response.status()}`);
      }
    });
    page.on('requestfailed', (request) => {
      // What a page still waited for when it was left.
      if (request.failure().errorText !== 'net::ERR_ABORTED') {
        complain(page, `${request.method()} ${request.url()}: ${request.failure().errorText}`);
      }
    });
  });
  return context;
}

async function shot(page, name) {
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(overflow, 0, `${name} is wider than its window, in pixels`);
}

const orderId = (name) => `${name}-${Date.now().toString(36)}`;

/** Asks for a link as somebody at the console does. */
async function create(page, { provider, method, amount, ...fields }) {
  await page.getByLabel('Provider').selectOption({ label: provider });
  await page.getByLabel(method, { exact: true }).check();
  if (amount) {
    await page.locator('#create').getByLabel('Amount').fill(amount);
  }
  for (const [label, value] of Object.entries(fields)) {
    await page.getByLabel(label).fill(value);
  }
  const order = orderId(provider.toLowerCase());
  await page.getByLabel('Order id').fill(order);
  await page.getByRole('button', { name: 'Create link' }).click();
  await page.locator('#detail .facts').getByText(order, { exact: true }).waitFor();
  await status(page, 'PENDING', amount);
}

/** Asks for a link as a merchant's program does, for what the console has no field for. */
async function createByApi(page, fields) {
  const answer = await page.request.post(new URL('/payment-links', consoleUrl).href, {
    headers: { authorization: 'Bearer local-shop-key', 'idempotency-key': randomUUID() },
    data: { orderId: orderId('api'), ...fields },
  });
  assert.equal(answer.status(), 201, await answer.text());
  const { id, link } = await answer.json();
  await page.goto(`${consoleUrl}#/payments/${id}`);
  await status(page, 'PENDING');
  return { id, link };
}

async function status(page, expected, amount) {
  const title = page.locator('#detail .title');
  await title.getByText(expected, { exact: true }).waitFor();
  if (amount) {
    await title.getByText(amount).waitFor();
  }
}

async function completed(page) {
  await status(page, 'COMPLETED');
  await page.locator('#webhooks').getByText('Answered 200').first().waitFor();
}

/** Follows a link of the console in a browser that knows nothing of the console. */
async function customer(page, link, { context, ...options } = {}) {
  const href = await page.getByRole('link', { name: link }).getAttribute('href');
  const its = await (context ?? await open(options)).newPage();
  await its.goto(href);
  return its;
}

const heading = (page, text) => page.getByRole('heading', { level: 1, name: text }).waitFor();

/** What the holder of a phone or a bank account does, which is in no browser of the customer's and needs no scripts. */
async function elsewhere(page, link, button, name) {
  const played = await customer(page, link, { javaScriptEnabled: false });
  await shot(played, name);
  await played.getByRole('button', { name: button }).click();
  await played.getByRole('status').waitFor();
  await shot(played, `${name}-done`);
}

const checks = {
  async 'Flot: a code is dialled and the customer\'s page follows'(page) {
    await create(page, { provider: 'Flot', method: 'Mobile money', amount: '50.00' });
    await page.locator('.dial').getByText(/^\*175\*\d+#$/).waitFor();
    await shot(page, 'console-flot-pending');
    const pay = await customer(page, 'Open the link');
    await heading(pay, 'Your payment');
    await pay.getByText(/^\*175\*\d+#$/).waitFor();
    await shot(pay, 'flot-pay');
    await elsewhere(page, 'Open the phone', 'Pay', 'flot-phone');
    await heading(pay, 'Payment received');
    await shot(pay, 'flot-pay-paid');
    await completed(page);
    await shot(page, 'console-flot-completed');
  },

  async 'Flot: a card fails, is tried again and succeeds'(page) {
    await create(page, { provider: 'Flot', method: 'Card', amount: '12.34' });
    const hosted = await customer(page, 'Open the link', { javaScriptEnabled: false });
    await shot(hosted, 'flot-hosted');
    await hosted.getByRole('button', { name: 'Fail' }).click();
    await hosted.getByRole('status').getByText('failed').waitFor();
    await shot(hosted, 'flot-hosted-failed');
    await status(page, 'FAILED');
    await shot(page, 'console-card-failed');
    await hosted.getByRole('button', { name: 'Pay' }).click();
    await hosted.getByRole('status').getByText('Paid').waitFor();
    await status(page, 'COMPLETED');
    await page.locator('#history li').filter({ hasNotText: 'notification' }).nth(2).waitFor();
    assert.equal(await page.locator('#history li').filter({ hasNotText: 'notification' }).count(), 3, 'created, failed, completed');
    assert.equal(await page.locator('#detail').getByText('late success').count(), 0, 'a second attempt in time is not late');
    await shot(page, 'console-card-completed');
  },

  async 'FLUID: the customer\'s page asks for the phone, which agrees'(page) {
    await create(page, { provider: 'FLUID', method: 'Mobile money', amount: '75.50' });
    await shot(page, 'console-fluid-pending');
    const pay = await customer(page, 'Open the link', { refusals: [/\/pay\/pay_\w+$/] });
    await heading(pay, 'Your payment');
    await shot(pay, 'fluid-pay');
    await pay.getByLabel('Phone number').fill('12');
    await pay.getByRole('button', { name: /^Pay/ }).click();
    await pay.getByRole('alert').waitFor();
    await shot(pay, 'fluid-pay-wrong-phone');
    await pay.getByLabel('Phone number').fill('+233 24 123 4568');
    await pay.getByRole('button', { name: /^Pay/ }).click();
    await heading(pay, 'Complete payment on your phone');
    await shot(pay, 'fluid-pay-waiting');
    await elsewhere(page, 'Open the phone', 'Approve', 'fluid-phone');
    await heading(pay, 'Payment received');
    await shot(pay, 'fluid-pay-paid');
    await completed(page);
    await shot(page, 'console-fluid-completed');
  },

  async 'FLUID: all of it without scripts'(page) {
    await create(page, { provider: 'FLUID', method: 'Mobile money', amount: '20.00' });
    const pay = await customer(page, 'Open the link', { javaScriptEnabled: false });
    await pay.getByLabel('Phone number').fill('+233241234568');
    await pay.getByRole('button', { name: /^Pay/ }).click();
    await heading(pay, 'Complete payment on your phone');
    await shot(pay, 'fluid-without-scripts');
    await elsewhere(page, 'Open the phone', 'Approve', 'fluid-phone-without-scripts');
    await heading(pay, 'Payment received');
    await shot(pay, 'fluid-without-scripts-paid');
    await completed(page);
  },

  async 'FLUID: a phone given with the request pays without a question'(page) {
    await create(page, { provider: 'FLUID', method: 'Mobile money', amount: '33.00', Phone: '+233241234567' });
    const pay = await customer(page, 'Open the link', { viewport: desktop });
    await heading(pay, 'Payment received');
    await shot(pay, 'fluid-given-paid-desktop');
    await completed(page);
    await page.getByLabel('Phone').fill('');
  },

  async 'FLUID: who refuses on the phone reads it in French'(page) {
    await create(page, { provider: 'FLUID', method: 'Mobile money', amount: '1500.00' });
    const pay = await customer(page, 'Open the link', { locale: 'fr-FR' });
    await heading(pay, 'Votre paiement');
    await shot(pay, 'fluid-pay-french');
    await pay.locator('#phone').fill('+233241234568');
    await pay.locator('form button').click();
    await heading(pay, 'Terminez le paiement sur votre téléphone');
    await shot(pay, 'fluid-pay-waiting-french');
    await elsewhere(page, 'Open the phone', 'Reject', 'fluid-phone-rejected');
    await heading(pay, 'Le paiement n’a pas abouti');
    await shot(pay, 'pay-failed-french');
    await pay.getByRole('link', { name: 'English' }).click();
    await heading(pay, 'The payment did not succeed');
    await shot(pay, 'pay-failed');
    await status(page, 'FAILED');
    await shot(page, 'console-fluid-failed');
  },

  async 'FLUID: an account without money is no secret'(page) {
    await create(page, { provider: 'FLUID', method: 'Mobile money', amount: '15.00', Phone: '+233241111111' });
    const pay = await customer(page, 'Open the link');
    await heading(pay, 'The payment did not succeed');
    await pay.getByText('There is not enough money in the account.').waitFor();
    await shot(pay, 'fluid-without-money');
    await status(page, 'FAILED');
    await page.getByLabel('Phone').fill('');
  },

  async 'Flutterwave: the hosted page takes a card'(page) {
    await create(page, { provider: 'Flutterwave', method: 'Card', amount: '150.00' });
    await shot(page, 'console-flutterwave-pending');
    const pay = await customer(page, 'Open the link');
    await heading(pay, 'Flutterwave');
    await shot(pay, 'flutterwave-hosted');
    await pay.getByLabel('Card number').fill('5143 0105 2233 9965');
    await pay.getByRole('button', { name: 'Pay by card' }).click();
    await pay.getByRole('status').getByText('failed').waitFor();
    await shot(pay, 'flutterwave-hosted-declined');
    await status(page, 'FAILED');
    await pay.getByLabel('Card number').fill('4187 4274 1556 4246');
    await pay.getByRole('button', { name: 'Pay by card' }).click();
    await heading(pay, 'Payment received');
    await shot(pay, 'flutterwave-paid');
    await completed(page);
    await shot(page, 'console-flutterwave-completed');
  },

  async 'KKiaPay: the customer\'s page leads to the widget and back'(page) {
    await create(page, { provider: 'KKiaPay', method: 'Mobile money' });
    await shot(page, 'console-kkiapay-pending');
    const pay = await customer(page, 'Open the link', { locale: 'fr-FR' });
    await heading(pay, 'Votre paiement');
    await shot(pay, 'kkiapay-pay-french');
    await pay.getByRole('link', { name: /^Payer/ }).click();
    await heading(pay, 'KKiaPay');
    await shot(pay, 'kkiapay-widget');
    await pay.getByLabel('Mobile money number').fill('61000002');
    await pay.getByRole('button', { name: 'Pay by mobile money' }).click();
    await pay.getByRole('status').getByText('not enough money').waitFor();
    await shot(pay, 'kkiapay-widget-failed');
    await status(page, 'FAILED');
    await pay.getByLabel('Mobile money number').fill('61000000');
    await pay.getByRole('button', { name: 'Pay by mobile money' }).click();
    await heading(pay, 'Paiement reçu');
    await shot(pay, 'kkiapay-paid-french');
    await completed(page);
    await shot(page, 'console-kkiapay-completed');
  },

  async 'Flashpay: the account of the customer\'s page is paid into'(page) {
    await create(page, { provider: 'Flashpay', method: 'Bank transfer', amount: '5000.00' });
    const pay = await customer(page, 'Open the link');
    await heading(pay, 'Your payment');
    const account = await pay.getByText(/^9\d{9}$/).textContent();
    await page.locator('#detail .facts').getByText(account).waitFor();
    await shot(pay, 'flashpay-pay');
    const wide = await customer(page, 'Open the link', { viewport: desktop });
    await shot(wide, 'flashpay-pay-desktop');
    const dark = await customer(page, 'Open the link', { colorScheme: 'dark', locale: 'fr-FR' });
    await shot(dark, 'flashpay-pay-french-dark');
    await elsewhere(page, 'Open the bank app', /^Transfer$/, 'flashpay-bank');
    await heading(pay, 'Payment received');
    await shot(pay, 'flashpay-paid');
    await heading(wide, 'Payment received');
    await heading(dark, 'Paiement reçu');
    await completed(page);
    await shot(page, 'console-flashpay-completed');
  },

  async 'a link runs out while its page is open'(page) {
    const { link } = await createByApi(page, { provider: 'kkiapay', method: 'card', amount: '900', currency: 'XOF',
      expiresAt: new Date(Date.now() + 8_000).toISOString() });
    const pay = await (await open({})).newPage();
    await pay.goto(link);
    await heading(pay, 'This payment link has expired');
    await shot(pay, 'pay-expired');
    await pay.getByRole('link', { name: 'Français' }).click();
    await heading(pay, 'Ce lien de paiement a expiré');
    await shot(pay, 'pay-expired-french');
  },

  async 'who has paid returns to the shop'(page) {
    const { link } = await createByApi(page, { provider: 'kkiapay', method: 'card', amount: '900', currency: 'XOF', description: 'Two tickets',
      redirectUrl: new URL('/?shop', consoleUrl).href });
    const pay = await (await open({ viewport: desktop })).newPage();
    await pay.goto(link);
    await shot(pay, 'kkiapay-pay-desktop');
    await pay.getByRole('link', { name: /^Pay/ }).click();
    await pay.getByRole('button', { name: 'Pay by card' }).click();
    await heading(pay, 'Payment received');
    await shot(pay, 'pay-return-desktop');
    await pay.getByRole('link', { name: 'Return to the shop' }).click();
    await pay.waitForURL(/\?shop&paymentId=pay_\w+&status=COMPLETED/);
    await status(page, 'COMPLETED');
  },

  async 'a link that leads nowhere says so'() {
    const pay = await (await open({ refusals: [/\/pay\/pay_nothing$/] })).newPage();
    await pay.goto(new URL('/pay/pay_nothing', consoleUrl).href);
    await heading(pay, 'Page not found');
    await shot(pay, 'pay-not-found');
  },

  async 'a forged webhook changes nothing, a duplicate completes once'(page) {
    await create(page, { provider: 'Flot', method: 'In app', amount: '7' });
    await page.getByRole('combobox', { name: 'Webhook' }).selectOption('forged');
    await page.getByRole('button', { name: 'Simulate' }).click();
    await page.locator('#webhooks').getByText('Answered 401').waitFor();
    await status(page, 'PENDING');
    await page.getByRole('combobox', { name: 'Webhook' }).selectOption('duplicate');
    await page.getByRole('button', { name: 'Simulate' }).click();
    await status(page, 'COMPLETED');
    await page.locator('#webhooks li').nth(2).waitFor();
    assert.equal(await page.locator('#history li').filter({ hasNotText: 'notification' }).count(), 2, 'created, completed');
    await shot(page, 'console-forged-and-duplicate');
  },

  async 'errors of the API are readable'(page) {
    await page.locator('#create').getByLabel('Amount').fill('1.234');
    await page.getByLabel('Order id').fill('not an order id');
    await page.getByRole('button', { name: 'Create link' }).click();
    await page.locator('#problem').getByText('amount').waitFor();
    assert.equal(await page.locator('[aria-invalid=true]').count(), 2, 'amount and order id are marked');
    await shot(page, 'console-refused');
    await page.getByLabel('Order id').fill(orderId('whole'));
    await page.locator('#create').getByLabel('Amount').fill('1.23');
    await page.getByRole('button', { name: 'Create link' }).click();
    await status(page, 'PENDING', '1.23');
    assert.equal(await page.locator('[aria-invalid=true]').count(), 0, 'marks go with the error');
  },

  async 'the test clock moves, and a link expires'(page) {
    await create(page, { provider: 'Flot', method: 'Mobile money', amount: '12.00' });
    const before = await page.locator('#now').getAttribute('datetime');
    for (const button of ['+1 hour', '+1 day', '+1 month']) {
      await page.getByRole('button', { name: button }).click();
      await page.locator('#moved').getByText('The clock moved.').waitFor({ timeout: 120_000 });
      await page.getByRole('button', { name: button, disabled: false }).waitFor();
    }
    await status(page, 'EXPIRED', '12.00');
    // An answer from the middle of the move may show for a moment.
    let days = 0;
    for (let look = 0; look < 50 && days <= 29; look++) {
      await page.waitForTimeout(200);
      days = (Date.parse(await page.locator('#now').getAttribute('datetime')) - Date.parse(before)) / 86_400_000;
    }
    assert.ok(days > 29 && days < 33, `${days} days`);
    await shot(page, 'console-test-clock');
  },

  async 'the sandbox section counts requests and injects faults for each system'(page) {
    await page.getByRole('link', { name: 'Sandbox' }).click();
    for (const system of ['Flot', 'FLUID', 'Flutterwave', 'KKiaPay', 'Flashpay']) {
      await page.getByLabel('Simulated system').selectOption({ label: system });
      await page.waitForURL(new RegExp(`#/sandbox/${system.toLowerCase()}$`));
      await page.getByLabel('Fault').selectOption('reject');
      await page.getByRole('button', { name: 'Inject fault' }).click();
      await page.locator('#totals').getByText('reject, 1 more').waitFor();
      await page.locator('#totals').getByText('Wrong credentials').waitFor();
      await shot(page, `console-sandbox-${system.toLowerCase()}`);
      await page.getByLabel('Fault').selectOption('none');
      await page.getByRole('button', { name: 'Inject fault' }).click();
      await page.locator('#totals').getByText('nothing').waitFor();
    }
    await page.getByRole('link', { name: 'Payments' }).click();
  },

  async 'the shop receives webhooks, repeated after a failure'(page) {
    await create(page, { provider: 'Flot', method: 'Mobile money', amount: '8' });
    await page.locator('#notified').getByText('payment.created', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Shop', exact: true }).click();
    await page.getByLabel('Times', { exact: true }).fill('2');
    await page.getByRole('button', { name: 'Inject failure' }).click();
    await page.locator('#received').getByText('500, 2 more').waitFor();
    await shot(page, 'console-shop-failing');
    await page.getByRole('link', { name: 'Payments' }).click();
    await page.locator('#recent a').first().click();
    await page.getByRole('button', { name: 'Simulate' }).click();
    await status(page, 'COMPLETED');
    const notified = page.locator('#notified li');
    await notified.nth(3).waitFor();
    assert.deepEqual(await notified.locator('p').allTextContents(), ['payment.created · verified · answered 200',
      'payment.completed · verified · answered 500', 'payment.completed · verified · answered 500', 'payment.completed · verified · answered 200']);
    await shot(page, 'console-shop-notified');
    await page.getByRole('link', { name: 'Shop', exact: true }).click();
    await page.locator('#received').getByText('nothing').waitFor();
    await shot(page, 'console-shop');
    await page.getByRole('link', { name: 'Payments' }).click();
  },

  async 'the console fits a phone'(page) {
    const small = await (await open({ colorScheme: 'dark' })).newPage();
    await small.goto(consoleUrl);
    await small.getByLabel('Provider').selectOption({ label: 'Flutterwave' });
    await small.locator('#recent a').first().click();
    await small.locator('#detail .title').waitFor();
    await shot(small, 'console-phone');
    await small.goto(`${consoleUrl}#/sandbox/kkiapay`);
    await small.locator('#totals').getByText('Status calls').waitFor();
    await shot(small, 'console-phone-sandbox');
    await small.goto(`${consoleUrl}#/shop`);
    await small.locator('#notifications li').first().waitFor();
    await shot(small, 'console-phone-shop');
  },

  async 'API: the contract is a page from which a payment is made'(page) {
    await page.goto(consoleUrl);
    await page.getByRole('link', { name: 'API', exact: true }).click();
    const operation = page.locator('#operations-payments-createPaymentLink');
    await operation.getByText('Create a payment link').click();
    await shot(page, 'api-desktop');
    await operation.getByPlaceholder('Idempotency-Key').fill(randomUUID());
    await operation.getByRole('button', { name: 'Execute' }).click();
    const answer = operation.locator('.live-responses-table .response');
    await answer.locator('.response-col_status').getByText('201').waitFor();
    await answer.getByText('"status"').waitFor();
    assert.match(await answer.innerText(), /"status": "PENDING"/);
    assert.equal(await page.locator('.errors-wrapper').count(), 0, 'The renderer finds nothing wrong with the contract');
    await shot(page, 'api-desktop-paid');
    const small = await (await open({ colorScheme: 'dark' })).newPage();
    await small.goto(new URL('/console/api.html', consoleUrl).href);
    await small.getByText('Create a payment link').waitFor();
    await shot(small, 'api-phone-dark');
    await page.goto(consoleUrl);
  },
};

let failed = false;
const context = await open({ viewport: desktop, refusals: [/\/payment-links$/] });
const page = await context.newPage();
await page.goto(consoleUrl);
for (const [name, check] of Object.entries(checks)) {
  failed = !await passes(name, () => check(page), async () => {
    const pages = browser.contexts().flatMap((open) => open.pages());
    for (const [number, left] of pages.entries()) {
      await left.screenshot({ path: `${screenshots}/failure-${Object.keys(checks).indexOf(name)}-${number}.png`, fullPage: true }).catch(() => {});
    }
  }) || failed;
  await Promise.all(browser.contexts().filter((its) => its !== context).map((its) => its.close()));
}

await finish(browser, failed);
