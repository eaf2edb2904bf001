import { testClock } from './clock.js';
import { chosenEntry, showList } from './entry.js';
import { all, api, begin, byId, el, exampleAmount, facts, hintsOf, inOrder, keepUpToDate, sandbox, submission, suggest, titleOf, utc } from './page.js';

const REFRESH_MILLIS = 1500;
/** How far past a charge the clock moves, so that its outcome has arrived. */
const AFTER_CHARGE_MILLIS = 10 * 60_000;

const MOODS = {
  ACTIVE: 'good', COMPLETED: 'good', PAID: 'good', PAST_DUE: 'wait', DUE: 'wait', CHARGING: 'wait', RETRYING: 'wait', STARTED: 'wait', PENDING: 'wait',
  SUSPENDED: 'bad', CANCELLED: 'bad', UNPAID: 'bad', FAILED: 'bad',
};
const EVENT_MOODS = {
  charged: 'good', recovered: 'good', completed: 'good', resumed: 'good', 'charge-failed': 'bad', suspended: 'bad', cancelled: 'bad', 'past-due': 'wait',
  'payment-due': 'wait', reminder: 'wait', paused: 'wait',
};
const FAULTS = {
  error: ['answers 500', { create: 'error', times: 1 }],
  timeout: ['does the work, its answer is lost', { create: 'timeout', times: 1, delayMillis: 1000 }],
};

let clock;
let providers = [];

const badge = (status, title = status) => el('span', { class: `badge ${MOODS[status] ?? ''}` }, title);
const debits = (name) => providers.find((provider) => provider.name === name)?.capabilities.includes('customer-debit');
/** The numbers by which a provider's sandbox decides, with what each does. */
const phones = (provider) => Object.entries(hintsOf(provider).phones ?? {});
const phoneOptions = (provider, option) => phones(provider).map(([phone, title]) => option(phone, `${title} (${phone})`));
const isEnded = ({ status }) => ['CANCELLED', 'COMPLETED'].includes(status);

function every({ intervalCount, interval }) {
  return intervalCount === 1 ? `every ${interval}` : `every ${intervalCount} ${interval}s`;
}

// --- creating

function offer() {
  const provider = providers.find(({ name }) => name === byId('provider').value);
  byId('currency').replaceChildren(...provider.currencies.map((code) => el('option', {}, code)));
  byId('debited').hidden = !debits(provider.name);
  byId('debited').querySelector('select').replaceChildren(...phoneOptions(provider.name, (value, title) => el('option', { value }, title)));
  byId('charged').textContent = debits(provider.name) ? 'Debits the phone.' : 'Makes a payment link for each period.';
  suggestAmount();
}

function suggestAmount() {
  suggest(byId('create').elements.amount, exampleAmount(byId('currency').value));
}

/** What cannot be read as numbers is sent as it is, so that the API explains it. */
function days(text) {
  const parts = text.split(',').map((part) => part.trim()).filter(Boolean);
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function requested(fields) {
  const { provider, amount, currency, interval, chargeTime, afterLastRetry } = fields;
  const customer = { name: fields.name, email: fields.email, phone: debits(provider) ? fields.debited : '' };
  const text = Object.fromEntries(['startsAt', 'timeZone', 'description'].filter((name) => fields[name]).map((name) => [name, fields[name]]));
  const numbers = Object.fromEntries(['intervalCount', 'payments', 'graceDays', 'remindDaysBefore'].filter((name) => fields[name])
    .map((name) => [name, Number(fields[name])]));
  return {
    provider, amount, currency, interval, chargeTime, afterLastRetry, retryAfterDays: days(fields.retryAfterDays), ...text, ...numbers,
    customer: Object.fromEntries(Object.entries(customer).filter(([, value]) => value)),
  };
}

async function create(fields, key) {
  const { id } = await api('/subscriptions', 'POST', requested(Object.fromEntries(fields)), { 'Idempotency-Key': key });
  location.hash = id;
  await refresh();
}

// --- the chosen subscription

const entry = chosenEntry({
  none: 'Choose a subscription to see its periods.',
  async read(id) {
    const path = `/subscriptions/${id}`;
    const [subscription, periods, events] = await Promise.all([api(path), all(`${path}/periods`, 'periods'), all(`${path}/events`, 'events')]);
    const debit = debits(subscription.provider) ? { fault: (await sandbox(subscription.provider)).next?.create } : null;
    return { subscription, periods, events, debit };
  },
  build: detail,
});

const button = (title, call, attributes = {}) => el('button', { type: 'button', ...attributes, onclick: () => entry.order(call) }, title);

function listed(subscription, watched) {
  return el('li', {}, el('a', { href: `#${subscription.id}`, 'data-subscription': subscription.id, 'aria-current': subscription.id === watched ? 'true' : null },
    el('span', { class: 'who' }, subscription.description ?? subscription.id), el('span', { class: 'money' }, `${subscription.amount} ${subscription.currency}`),
    el('small', {}, `${titleOf(subscription.provider)} · ${every(subscription)} from ${subscription.startsAt}`), el('span', { class: 'end' }, badge(subscription.status))));
}

/** Simulates what the customer does about a payment that waits. */
function outcomes(subscription, { paymentId }) {
  const simulate = (outcome) => () => sandbox(`${subscription.provider}/${paymentId}`, { outcome, webhook: 'normal' });
  return el('div', { class: 'actions' }, button('Simulate paid', simulate('paid')), button('Simulate failed', simulate('failed')));
}

function attempted(subscription, one) {
  const notes = [one.requested ? 'requested' : null, one.failure && !one.counted && !one.requested ? 'does not count' : null].filter(Boolean).join(', ');
  return el('li', { 'data-attempt': String(one.attempt) },
    el('div', { class: 'line' }, el('span', {}, `Attempt ${one.attempt}`), badge(one.status), el('small', {}, utc(one.startedAt), notes ? ` · ${notes}` : '')),
    one.failure ? el('p', {}, `${one.failure.message} (${one.failure.code})`) : null,
    el('p', {}, el('a', { href: `/#/payments/${one.paymentId}` }, one.paymentId)),
    one.link && one.status === 'PENDING' ? el('p', {}, el('a', { href: one.link, target: '_blank', rel: 'noopener' }, 'Open the payment link')) : null,
    one.status === 'PENDING' ? outcomes(subscription, one) : null);
}

function period(subscription, one) {
  const isOpen = !['PAID', 'SKIPPED'].includes(one.status);
  const isLive = one.attempts.some(({ status }) => ['STARTED', 'PENDING'].includes(status));
  return el('li', { class: MOODS[one.status] ?? null, 'data-period': one.date, 'data-status': one.status },
    el('div', { class: 'line' }, el('time', { datetime: one.date }, one.date), badge(one.status), el('span', { class: 'money' }, `${one.amount} ${one.currency}`)),
    one.nextAttemptAt ? el('p', { class: 'soft' }, 'Next attempt ', utc(one.nextAttemptAt)) : null,
    one.attempts.length ? el('ol', { class: 'attempts', 'aria-label': `Attempts of ${one.date}` }, one.attempts.map((each) => attempted(subscription, each))) : null,
    isOpen && !isLive ? el('div', { class: 'actions' }, button('Pay now', () => api(`/subscriptions/${subscription.id}/periods/${one.date}/pay`, 'POST'))) : null);
}

function planned({ nextChargeAt, amount, currency }) {
  return el('li', { class: 'planned' }, el('div', { class: 'line' }, utc(nextChargeAt), badge('PLANNED'), el('span', { class: 'money' }, `${amount} ${currency}`)));
}

function happened({ at, type, data }) {
  const name = type.replace('subscription.', '');
  const detail = ['period', 'attempt', 'paymentId', 'nextAttemptAt', 'chargeAt', 'resumesAt', 'reason'].filter((field) => data[field] !== undefined)
    .map((field) => `${field}: ${data[field]}`).concat(data.failure ? [data.failure.message] : []).join(', ');
  return el('li', { class: EVENT_MOODS[name] ?? null, 'data-event': name }, el('p', {}, el('strong', {}, name), ` · ${data.status}`),
    el('small', {}, utc(at)), detail ? el('div', {}, el('small', {}, detail)) : null);
}

/** Chooses how the next debit ends: by the customer's number, or by a fault of the provider. */
function nextDebit(subscription, fault) {
  const { provider, customer: { phone } } = subscription;
  const title = titleOf(provider);
  const set = (value) => entry.order(async () => {
    await sandbox(provider, FAULTS[value]?.[1] ?? { create: 'none' });
    if (!FAULTS[value]) {
      await api(`/subscriptions/${subscription.id}`, 'PATCH', { customer: { phone: value } });
    }
  });
  const option = (value, text) => el('option', { value, selected: value === (fault ?? phone) ? '' : null }, text);
  return el('div', { class: 'next' },
    el('label', {}, 'How the next debit ends', el('select', { id: 'next-debit', onchange: (event) => set(event.target.value) },
      phones(provider).some(([known]) => known === phone) ? null : option(phone, phone),
      phoneOptions(provider, option), Object.entries(FAULTS).map(([name, [does]]) => option(name, `${title} ${does}`)))),
    el('div', { class: 'actions' }, button(`Start an outage of ${title}`, () => sandbox(provider, { outage: true })),
      button('End the outage', () => sandbox(provider, { outage: false }))));
}

function pausing({ id }) {
  return el('form', {
    class: 'pausing', 'aria-label': 'Pause',
    onsubmit: (event) => {
      event.preventDefault();
      const until = new FormData(event.target).get('resumesAt');
      entry.order(() => api(`/subscriptions/${id}/pause`, 'POST', until ? { resumesAt: `${until}T00:00:00Z` } : {}));
    },
  }, el('label', {}, 'Pause until (without a date: until you resume)', el('input', { type: 'date', name: 'resumesAt' })), el('button', {}, 'Pause'));
}

function actions(subscription) {
  const { id, status } = subscription;
  // What is due already may have been due for longer.
  const past = (at) => async () => {
    const { now } = await sandbox('clock');
    await clock.move({ to: new Date(Math.max(Date.parse(at), Date.parse(now)) + AFTER_CHARGE_MILLIS).toISOString() });
  };
  const post = (action, body) => () => api(`/subscriptions/${id}/${action}`, 'POST', body);
  return el('div', { class: 'actions' },
    subscription.nextAttemptAt ? button('Move the clock past the next attempt', past(subscription.nextAttemptAt), { class: 'primary' }) : null,
    subscription.nextChargeAt ? button('Move the clock past the next charge', past(subscription.nextChargeAt), { class: subscription.nextAttemptAt ? null : 'primary' }) : null,
    ['PAUSED', 'SUSPENDED'].includes(status) || subscription.cancelAtPeriodEnd ? button('Resume', post('resume')) : null,
    isEnded(subscription) || subscription.cancelAtPeriodEnd ? null : button('Cancel at period end', post('cancel', { atPeriodEnd: true })),
    isEnded(subscription) ? null : button('Cancel now', post('cancel')));
}

function terms(subscription) {
  return el('dl', { class: 'facts' }, facts({
    Charged: `${every(subscription)} from ${subscription.startsAt} at ${subscription.chargeTime}, ${subscription.timeZone}`,
    Provider: `${titleOf(subscription.provider)}, ${subscription.method}${debits(subscription.provider) ? '' : ', by payment link'}`,
    Customer: Object.values(subscription.customer).filter(Boolean).join(', '),
    'Next charge': subscription.nextChargeAt && utc(subscription.nextChargeAt), 'Next attempt': subscription.nextAttemptAt && utc(subscription.nextAttemptAt),
    'Next reminder': subscription.nextReminderAt && utc(subscription.nextReminderAt),
    'Paid periods': subscription.payments ? `${subscription.paidPeriods} of ${subscription.payments}` : String(subscription.paidPeriods),
    'Failed attempts': subscription.failedAttempts ? String(subscription.failedAttempts) : null,
    Retries: `${subscription.retryAfterDays.length ? `days ${subscription.retryAfterDays.join(', ')}` : 'none'}, then ${subscription.afterLastRetry}`,
    'Grace until': subscription.graceUntil && utc(subscription.graceUntil), 'Resumes at': subscription.resumesAt && utc(subscription.resumesAt), Id: subscription.id,
  }));
}

function detail({ subscription, periods, events, debit }, notice) {
  return [
    el('div', { class: 'title' }, el('h2', {}, `${subscription.amount} ${subscription.currency}`), el('span', { id: 'status' }, badge(subscription.status)),
      subscription.inGrace ? badge('PENDING', 'in grace') : null, subscription.cancelAtPeriodEnd ? badge('PENDING', 'ends at the period end') : null),
    notice,
    terms(subscription),
    actions(subscription),
    isEnded(subscription) || ['PAUSED', 'SUSPENDED'].includes(subscription.status) ? null : pausing(subscription),
    debit && !isEnded(subscription) ? nextDebit(subscription, debit.fault) : null,
    el('h3', {}, 'Periods'),
    el('ol', { class: 'periods', id: 'periods' }, subscription.nextChargeAt ? planned(subscription) : null,
      periods.toReversed().map((one) => period(subscription, one))),
    el('h3', {}, 'History'), el('ol', { class: 'steps', id: 'history' }, events.toReversed().map(happened)),
  ];
}

// --- keeping up to date

const refresh = keepUpToDate(async () => {
  const { subscriptions } = await api('/subscriptions?limit=20');
  showList(subscriptions, listed);
  await entry.refresh();
  await clock.refresh();
}, REFRESH_MILLIS);

begin(async () => {
  // Providers that debit come first.
  providers = inOrder((await api('/providers')).providers).toSorted((one, other) => Number(debits(other.name)) - Number(debits(one.name)));
  byId('provider').replaceChildren(...providers.map(({ name }) => el('option', { value: name }, titleOf(name))));
  byId('provider').addEventListener('change', offer);
  byId('currency').addEventListener('change', suggestAmount);
  submission(byId('create'), create);
  clock = testClock(sandbox, refresh);
  offer();
  await entry.follow(refresh);
});
