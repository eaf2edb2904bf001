import { testClock } from './clock.js';
import { chosenEntry, showList } from './entry.js';
import { api, begin, byId, el, facts, hintsOf, inOrder, keepUpToDate, sandbox, submission, suggestAmount, titleOf, utc } from './page.js';

const REFRESH_MILLIS = 1500;
const MOODS = {
  ACTIVE: 'good', COMPLETED: 'good', BUSY: 'wait', PENDING: 'wait', CREATING: 'wait', LIMIT_REACHED: 'bad', EXPIRED: 'bad', INACTIVE: 'bad', FAILED: 'bad', CANCELLED: 'bad',
};

let clock;
let providers = [];

const badge = (status) => el('span', { class: `badge ${MOODS[status] ?? ''}` }, status);
const priced = ({ amount, currency }) => (amount ? `${amount} ${currency}` : `any amount in ${currency}`);
const taken = ({ completed, limit }) => (limit ? `${completed} of ${limit} paid` : `${completed} paid`);

// --- creating

function offer() {
  const provider = providers.find(({ name }) => name === byId('provider').value);
  const { currency, customer = {} } = hintsOf(provider.name);
  byId('currency').replaceChildren(...provider.currencies.map((code) => el('option', { selected: code === currency ? '' : null }, code)));
  // The page of a payment asks for the phone that is debited.
  const asked = Object.keys(customer).filter((field) => field !== 'phone' || !provider.capabilities.includes('customer-debit'));
  for (const box of byId('create').querySelectorAll('[name="collect"]')) {
    box.checked = asked.includes(box.value);
  }
  suggestAmount(byId('create'));
}

/** What cannot be read as a number is sent as it is, so that the API explains it. */
const number = (text) => (/^\d+$/.test(text) ? Number(text) : text);

function requested(form) {
  const fields = Object.fromEntries([...form].filter(([, value]) => value.trim()));
  const { provider, currency, quantity, limit, suggestions } = fields;
  const text = Object.fromEntries(['description', 'amount', 'minimum', 'maximum', 'inactiveMessage'].filter((name) => fields[name]).map((name) => [name, fields[name]]));
  return {
    provider, currency, ...text, collect: form.getAll('collect'),
    ...(quantity ? { quantity: { min: 1, max: number(quantity) } } : {}), ...(limit ? { limit: number(limit) } : {}),
    ...(suggestions ? { suggestions: suggestions.split(',').map((part) => part.trim()).filter(Boolean) } : {}),
  };
}

async function create(form, key) {
  const { id } = await api('/links', 'POST', requested(form), { 'Idempotency-Key': key });
  location.hash = id;
  await refresh();
}

// --- the chosen link

const entry = chosenEntry({
  none: 'Choose a link to see its code and its payments.',
  async read(id) {
    const [link, { payments }] = await Promise.all([api(`/links/${id}`), api(`/links/${id}/payments?limit=50`)]);
    return { link, payments };
  },
  build: detail,
});

function listed(link, watched) {
  return el('li', {}, el('a', { href: `#${link.id}`, 'data-link': link.id, 'aria-current': link.id === watched ? 'true' : null },
    el('span', { class: 'who' }, link.description ?? link.id), el('span', { class: 'money' }, priced(link)),
    el('small', {}, [link.provider ? titleOf(link.provider) : 'routed', taken(link)].join(' · ')), el('span', { class: 'end' }, badge(link.status))));
}

function paying(payment) {
  return el('li', { class: MOODS[payment.status] ?? null, 'data-payment': payment.id },
    el('p', {}, el('strong', {}, `${payment.amount} ${payment.currency}`), ' · ', payment.status, payment.lateSuccess ? ' · late success' : ''),
    el('p', {}, el('a', { href: `/#/payments/${payment.id}` }, payment.id)),
    el('small', {}, utc(payment.createdAt), ` · ${[payment.customer?.name, payment.metadata?.quantity && `${payment.metadata.quantity} pieces`, payment.metadata?.note].filter(Boolean).join(' · ')}`));
}

function detail({ link, payments }, notice) {
  const open = (href, title, look = '') => el('a', { class: `button ${look}`, href, target: '_blank', rel: 'noopener' }, title);
  return [
    el('div', { class: 'title' }, el('h2', {}, priced(link)), el('span', { id: 'status' }, badge(link.status))),
    notice,
    el('img', { class: 'code', src: new URL(link.qrUrl).pathname, alt: `QR code of ${link.url}`, width: 200, height: 200 }),
    el('div', { class: 'actions' }, open(link.url, 'Open the page', 'primary'), open(link.posterUrl, 'Open the poster'),
      el('button', { type: 'button', onclick: () => entry.order(() => api(`/links/${link.id}`, 'PATCH', { active: !link.active })) }, link.active ? 'Switch off' : 'Switch on')),
    el('dl', { class: 'facts' }, facts({
      'What for': link.description, Paid: taken(link), Open: link.open ? String(link.open) : null, Late: link.late ? String(link.late) : null,
      Provider: link.provider ? titleOf(link.provider) : 'as routed', Bounds: [link.minimum && `from ${link.minimum}`, link.maximum && `to ${link.maximum}`].filter(Boolean).join(' '),
      Suggestions: link.suggestions.join(', '), Pieces: link.quantity && `${link.quantity.min} to ${link.quantity.max}`, Asks: link.collect.join(', '),
      Message: link.inactiveMessage, 'Expires at': link.expiresAt && utc(link.expiresAt), Address: link.url,
    })),
    el('h3', {}, 'Payments'),
    payments.length ? el('ol', { class: 'steps', id: 'payments' }, payments.map(paying)) : el('p', { class: 'soft' }, 'Nobody has begun to pay yet.'),
  ];
}

// --- keeping up to date

const refresh = keepUpToDate(async () => {
  const { links } = await api('/links?limit=20');
  showList(links, listed);
  await entry.refresh();
  await clock.refresh();
}, REFRESH_MILLIS);

begin(async () => {
  providers = inOrder((await api('/providers')).providers);
  byId('provider').replaceChildren(...providers.map(({ name }) => el('option', { value: name }, titleOf(name))));
  byId('provider').addEventListener('change', offer);
  byId('currency').addEventListener('change', () => suggestAmount(byId('create')));
  submission(byId('create'), create);
  clock = testClock(sandbox, refresh);
  offer();
  await entry.follow(refresh);
});
