import { testClock } from './clock.js';
import { api, begin, byId, el, explain, facts, hintsOf, inOrder, keepUpToDate, sandbox, show, submission, suggest, suggestAmount, titleOf } from './page.js';

const REFRESH_MILLIS = 1500;

const METHODS = { momo: 'Mobile money', card: 'Card', 'in-app': 'In app', 'bank-transfer': 'Bank transfer' };
const MOODS = { COMPLETED: 'good', FAILED: 'bad', CANCELLED: 'bad', EXPIRED: 'bad', PENDING: 'wait', CREATING: 'wait' };

let clock;
let providers = [];

const badge = (status) => el('span', { class: `badge ${MOODS[status] ?? ''}` }, status);
const time = (at) => el('time', { datetime: at, title: at }, new Date(at).toLocaleTimeString());

// --- sections

function route() {
  const [section = 'payments', id] = location.hash.replace(/^#\/?/, '').split('/');
  return { section: byId(section)?.parentElement?.id === 'content' ? section : 'payments', id };
}

async function navigate() {
  const { section, id } = route();
  for (const part of byId('content').children) {
    part.hidden = part.id !== section;
  }
  for (const link of document.querySelectorAll('nav a')) {
    link.toggleAttribute('aria-current', link.dataset.section === section);
    if (link.dataset.section === section) {
      link.setAttribute('aria-current', 'page');
    }
  }
  await refresh();
  // On a phone the payment is below the form and the list.
  if (section === 'payments' && id && matchMedia('(max-width: 899px)').matches) {
    byId('detail').scrollIntoView();
  }
}

// --- creating

function chosen() {
  return providers.find(({ name }) => name === byId('provider').value);
}

function offer() {
  const provider = chosen();
  const { currency, customer = {}, needs, phone } = hintsOf(provider.name);
  byId('methods').replaceChildren(...provider.methods.map((value, index) =>
    el('label', {}, el('input', { type: 'radio', name: 'method', value, checked: index === 0 ? '' : null }), METHODS[value] ?? value)));
  byId('currency').replaceChildren(...provider.currencies.map((code) => el('option', { selected: code === currency ? '' : null }, code)));
  suggestAmount(byId('create'));

  const fields = byId('create').elements;
  for (const name of ['name', 'phone', 'email']) {
    suggest(fields[name], customer[name] ?? '');
    fields[name].required = Boolean(customer[name]);
  }
  fields.phone.placeholder = phone ?? '+…';
  byId('customer').open = Boolean(needs);
  byId('needs').hidden = !needs;
  byId('needs').textContent = needs ?? '';
  offerBanks(provider);
}

/** Only a provider that debits accounts needs the customer's bank. */
async function offerBanks(provider) {
  const place = byId('bank');
  const select = place.querySelector('select');
  const told = ['customer-debit', 'banks'].every((capability) => provider.capabilities.includes(capability));
  place.hidden = !told;
  select.replaceChildren(el('option', { value: '' }, 'Unknown'));
  if (!told) {
    return;
  }
  try {
    const { banks } = await api(`/providers/${provider.name}/banks`);
    if (chosen() === provider) {
      select.append(...banks.map(({ identifier, name }) => el('option', { value: identifier }, name)));
    }
  } catch {
    place.hidden = true;
  }
}

function suggestOrder() {
  byId('create').elements.orderId.value = `ord-${Date.now().toString(36)}`;
}

async function create(form, key) {
  const fields = Object.fromEntries(form);
  const customer = Object.fromEntries(['name', 'phone', 'email', 'bank'].filter((name) => fields[name]).map((name) => [name, fields[name]]));
  const { provider, method, amount, currency, orderId } = fields;
  const body = { provider, method, amount, currency, orderId, ...(Object.keys(customer).length ? { customer } : {}) };
  try {
    const { id } = await api('/payment-links', 'POST', body, { 'Idempotency-Key': key });
    suggestOrder();
    location.hash = `#/payments/${id}`;
  } finally {
    refresh();
  }
}

// --- watching

function listed(payment, watched) {
  return el('li', {}, el('a', { href: `#/payments/${payment.id}`, 'aria-current': payment.id === watched ? 'true' : null },
    el('span', { class: 'who' }, payment.orderId), el('span', { class: 'money' }, `${payment.amount} ${payment.currency}`),
    el('small', {}, `${titleOf(payment.provider)} · ${payment.method} · `, time(payment.createdAt)),
    el('span', { class: 'end' }, badge(payment.status))));
}

function step(event) {
  const detail = Object.entries(event.detail ?? {}).map(([name, value]) => `${name}: ${value}`).join(', ');
  return el('li', { class: MOODS[event.to] ?? null },
    el('p', {}, event.from ? `${event.from} → ` : '', el('strong', {}, event.to)),
    el('small', {}, time(event.at), ` · ${event.cause}`), detail ? el('div', {}, el('small', {}, detail)) : null);
}

function sent(webhook) {
  const good = webhook.status >= 200 && webhook.status < 300;
  return el('li', { class: good ? 'good' : 'bad' },
    el('p', {}, el('strong', {}, webhook.status ? `Answered ${webhook.status}` : 'Not answered'), webhook.webhook === 'normal' ? '' : ` · ${webhook.webhook}`),
    el('small', {}, time(webhook.at)), el('div', {}, el('code', {}, webhook.body)), el('div', {}, el('code', {}, webhook.answer)));
}

/** Renders a webhook that the shop's endpoint received. */
function notification(webhook) {
  const good = webhook.verified && webhook.answered >= 200 && webhook.answered < 300;
  return el('li', { class: good ? 'good' : 'bad' },
    el('p', {}, el('strong', {}, webhook.type ?? 'Unknown event'), webhook.verified ? ' · verified' : ` · not verified: ${webhook.complaint}`,
      ` · ${webhook.answered ? `answered ${webhook.answered}` : 'not answered'}`),
    el('small', {}, time(webhook.at), ` · ${webhook.id ?? 'no id'}`), el('div', {}, el('code', {}, webhook.body)));
}

/** The chosen outcome; it survives a redraw of the payment. */
let chosenNext = {};

function control(payment) {
  const option = (value, title) => el('option', { value, selected: chosenNext[payment.id]?.includes(value) ? '' : null }, title);
  return el('form', {
    class: 'control', 'aria-label': 'Sandbox control',
    onchange: (event) => { chosenNext = { [payment.id]: [...new FormData(event.currentTarget).values()] }; },
    onsubmit: async (event) => {
      event.preventDefault();
      const { outcome, webhook } = Object.fromEntries(new FormData(event.target));
      try {
        await sandbox(`${payment.provider}/${payment.id}`, { outcome, webhook });
      } catch (refused) {
        explain(byId('connection'), refused);
      }
      refresh();
    },
  },
  el('label', {}, 'Outcome', el('select', { name: 'outcome' }, option('paid', 'Paid'), option('failed', 'Failed'), option('cancelled', 'Cancelled'),
    option('refunded', 'Refunded'))),
  el('label', {}, 'Webhook', el('select', { name: 'webhook' }, option('normal', 'Once'), option('duplicate', 'Twice'),
    option('late', 'Late'), option('none', 'Lost'), option('forged', 'Forged'))),
  el('button', {}, 'Simulate'));
}

const isPaid = ({ status }) => ['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED'].includes(status);
const can = (payment, capability) => providers.find(({ name }) => name === payment.provider)?.capabilities.includes(capability);

/** Creates a form that calls the API and shows its errors below. */
function order(label, call, ...fields) {
  const problem = el('div', { class: 'notice bad', hidden: '' });
  return el('form', {
    class: 'control', 'aria-label': label,
    onsubmit: async (event) => {
      event.preventDefault();
      const button = event.target.querySelector('button');
      button.disabled = true;
      try {
        await call(Object.fromEntries(new FormData(event.target)));
        explain(problem, null);
        refresh();
      } catch (refused) {
        explain(problem, refused);
      } finally {
        button.disabled = false;
      }
    },
  }, ...fields, el('button', {}, label), problem);
}

function refunding(payment) {
  return order('Refund', ({ amount, reason }) => api(`/payments/${payment.id}/refunds`, 'POST',
    { ...(amount ? { amount } : {}), ...(reason ? { reason } : {}) }, { 'Idempotency-Key': crypto.randomUUID() }),
  el('label', {}, 'Amount', el('input', { name: 'amount', inputmode: 'decimal', placeholder: 'Remaining amount', disabled: can(payment, 'partial-refund') ? null : '' })),
  el('label', {}, 'Reason', el('input', { name: 'reason', maxlength: 200 })));
}

function refunded(refund) {
  const mood = { COMPLETED: 'good', FAILED: 'bad', PENDING: 'wait' }[refund.status];
  return el('li', { class: mood }, el('p', {}, el('strong', {}, `${refund.amount} ${refund.currency}`), ` · ${refund.status}`),
    el('small', {}, time(refund.createdAt), ` · ${[refund.reason, refund.providerReference, refund.failure?.message].filter(Boolean).join(' · ')}`));
}

function detail({ payment, events, refunds, simulated, notifications }) {
  const open = (href, title, primary) => el('a', { class: `button ${primary ? 'primary' : ''}`, href, target: '_blank', rel: 'noopener' }, title);
  return [
    el('div', { class: 'title' }, el('h2', {}, `${payment.amount} ${payment.currency}`), badge(payment.status),
      payment.lateSuccess ? el('span', { class: 'badge wait' }, 'late success') : null),
    payment.failure ? el('p', { class: 'notice bad' }, payment.failure.message) : null,
    el('div', { class: 'actions' },
      payment.link ? open(payment.link, 'Open the link', true) : null,
      simulated?.page && simulated.page !== payment.link ? open(simulated.page, hintsOf(payment.provider).page ?? 'Open the sandbox') : null),
    el('dl', { class: 'facts' }, facts({
      Order: payment.orderId, Provider: `${titleOf(payment.provider)}, ${payment.method}`,
      'Chosen by': payment.routing && `${payment.routing.rule}, bucket ${payment.routing.bucket}`,
      'USSD code': payment.ussdCode && el('span', { class: 'dial' }, payment.ussdCode),
      Account: payment.bankAccount && ['bank', 'number', 'name'].map((part) => payment.bankAccount[part]).filter(Boolean).join(', '), Link: payment.link,
      Customer: payment.customer && Object.values(payment.customer).filter(Boolean).join(', '), Id: payment.id, 'Provider reference': payment.providerReference,
      Received: isPaid(payment) && payment.receivedAmount !== payment.amount ? `${payment.receivedAmount} ${payment.currency}` : null,
      Refunded: Number(payment.refundedAmount) ? `${payment.refundedAmount} ${payment.currency}` : null,
    })),
    ...(isPaid(payment) && can(payment, 'refund') ? [
      el('h3', {}, 'Refunds'),
      refunds.length ? el('ol', { class: 'steps', id: 'refunds' }, refunds.map(refunded)) : null,
      payment.status === 'REFUNDED' ? null : refunding(payment),
    ] : []),
    isPaid(payment) || payment.status === 'CANCELLED' ? null
      : order('Cancel the payment', () => api(`/payments/${payment.id}/cancel`, 'POST')),
    el('h3', {}, 'History'), el('ol', { class: 'steps', id: 'history' }, events.map(step)),
    el('h3', {}, 'Webhooks to the shop'),
    notifications.length ? el('ol', { class: 'steps', id: 'notified' }, notifications.map(notification)) : el('p', { class: 'soft' }, 'Nothing yet.'),
    ...(simulated ? [
      el('h3', {}, 'Webhooks sent by the sandbox'),
      simulated.webhooks.length ? el('ol', { class: 'steps', id: 'webhooks' }, simulated.webhooks.map(sent)) : el('p', { class: 'soft' }, 'None yet.'),
      el('h3', {}, 'Simulate the provider'), control(payment),
    ] : []),
  ].filter(Boolean);
}

/** Whether the sandbox knows a payment: it does once the payment has a link, unless the customer must still choose what to debit. */
function isSimulated(payment) {
  const debited = providers.find(({ name }) => name === payment.provider)?.capabilities.includes('customer-debit');
  return Boolean(payment.providerReference ?? (debited ? null : payment.link));
}

async function refreshPayments(id) {
  const { payments } = await api('/payments?limit=10');
  byId('none').hidden = payments.length > 0;
  show(byId('recent'), [payments, id], () => payments.map((payment) => listed(payment, id)));
  if (!id) {
    show(byId('detail'), null, () => [el('p', { class: 'empty' }, 'Choose a payment to watch it.')]);
    return;
  }
  try {
    const [payment, { events }] = await Promise.all([api(`/payments/${encodeURIComponent(id)}`), api(`/payments/${encodeURIComponent(id)}/events`)]);
    const simulated = isSimulated(payment) ? await sandbox(`${payment.provider}/${payment.id}`) : null;
    const { notifications } = await sandbox(`merchant/${payment.id}`);
    const { refunds } = isPaid(payment) ? await api(`/payments/${encodeURIComponent(id)}/refunds`) : { refunds: [] };
    show(byId('detail'), { payment, events, refunds, simulated, notifications }, () => detail({ payment, events, refunds, simulated, notifications }));
  } catch (refused) {
    if (refused.message === 'No answer') {
      throw refused;
    }
    show(byId('detail'), refused.detail, () => [el('p', { class: 'notice bad' }, el('strong', {}, refused.message), ` ${refused.detail}`)]);
  }
}

const CALLS = { create: 'Links created', status: 'Status calls', refund: 'Refunds', revert: 'Refunds', cancel: 'Cancellations', banks: 'Bank lists' };

async function refreshSandbox(id) {
  const system = providers.some(({ name }) => name === id) ? id : providers[0].name;
  byId('system').value = system;
  const totals = await sandbox(system);
  show(byId('totals'), { system, totals }, () => facts({
    Payments: String(totals.references),
    ...Object.fromEntries(Object.entries(totals.calls).map(([call, count]) => [CALLS[call] ?? call, String(count)])),
    'Wrong credentials': String(totals.rejectedSignatures ?? totals.rejectedKeys ?? totals.rejectedTokens ?? 0),
    'Injected fault': totals.next ? `${totals.next.create}, ${totals.next.times} more` : 'nothing',
  }));
}

async function injectFault(event) {
  event.preventDefault();
  const { create: kind, times, delayMillis } = Object.fromEntries(new FormData(event.target));
  const system = byId('system').value;
  const place = byId('arranged');
  try {
    await sandbox(system, { create: kind, times: Number(times), ...(delayMillis ? { delayMillis: Number(delayMillis) } : {}) });
    place.className = 'notice';
    place.hidden = false;
    place.textContent = kind === 'none' ? `${titleOf(system)} has no fault.` : `${titleOf(system)} has a fault.`;
  } catch (refused) {
    place.className = 'notice bad';
    explain(place, refused);
  }
  refresh();
}

// --- the shop

async function refreshShop() {
  const { received, unverified, next, notifications } = await sandbox('merchant');
  show(byId('received'), [received, unverified, next], () => facts({
    Received: String(received), 'Not verified': String(unverified),
    'Injected failure': next ? `${next.status || 'no answer'}, ${next.times} more` : 'nothing',
  }));
  show(byId('notifications'), notifications, () => (notifications.length ? notifications.toReversed().slice(0, 20).map(notification) : [el('li', {}, 'Nothing yet.')]));
}

async function refuse(event) {
  event.preventDefault();
  const { status, times, retryAfter } = Object.fromEntries(new FormData(event.target));
  const place = byId('failing');
  try {
    await sandbox('merchant', { status: Number(status), times: status === '200' ? 0 : Number(times), ...(retryAfter ? { retryAfter } : {}) });
    place.className = 'notice';
    place.hidden = false;
    place.textContent = status === '200' ? 'The endpoint has no failure.' : 'The endpoint has a failure.';
  } catch (refused) {
    place.className = 'notice bad';
    explain(place, refused);
  }
  refresh();
}

// --- keeping up to date

const refresh = keepUpToDate(async () => {
  const { section, id } = route();
  await (section === 'sandbox' ? refreshSandbox(id) : section === 'shop' ? refreshShop() : refreshPayments(id));
  await clock.refresh();
}, REFRESH_MILLIS);

begin(async () => {
  providers = inOrder((await api('/providers')).providers);
  for (const select of [byId('provider'), byId('system')]) {
    select.replaceChildren(...providers.map(({ name }) => el('option', { value: name }, titleOf(name))));
  }
  byId('provider').addEventListener('change', offer);
  byId('currency').addEventListener('change', () => suggestAmount(byId('create')));
  byId('system').addEventListener('change', () => { location.hash = `#/sandbox/${byId('system').value}`; });
  submission(byId('create'), create);
  byId('fault').addEventListener('submit', injectFault);
  byId('refuse').addEventListener('submit', refuse);
  clock = testClock(sandbox, refresh);
  addEventListener('hashchange', navigate);
  offer();
  suggestOrder();
  await navigate();
});
