import { Refused, api, begin, byId, el, hintsOf, keepUpToDate, show } from './page.js';

const REFRESH_MILLIS = 1000;
const CUSTOMERS = [
  { ownerId: 'console-ama', name: 'Ama', phone: '+233245000001' },
  { ownerId: 'console-kofi', name: 'Kofi', phone: '+233245000002' },
];
const MOODS = { COMPLETED: 'good', REVERSED: 'wait', FAILED: 'bad', EXPIRED: 'bad', COLLECTED: 'bad', CREATED: 'wait', COLLECTING: 'wait' };
const CURRENCY = 'GHS';

let accounts = [];

function tell(message, bad = false) {
  const place = byId('message');
  place.hidden = false;
  place.className = bad ? 'notice bad' : 'notice';
  place.textContent = message;
}
const refuse = (refused) => tell(refused instanceof Refused
  ? [refused.message, refused.detail, ...refused.errors.map((error) => `${error.pointer}: ${error.detail}`)].filter(Boolean).join(' ')
  : String(refused), true);

const named = (party) => accounts.find((account) => account.id === party.account)?.name ?? party.name ?? party.phone ?? 'outside';

function card({ account, entries }) {
  const fact = (name, value, main = false) => el('div', main ? { class: 'main' } : {}, el('dt', {}, name), el('dd', { 'data-balance': name }, value));
  return el('section', { class: 'card', 'data-account': account.ownerId, 'aria-label': account.name },
    el('h2', {}, account.name),
    el('dl', { class: 'balances' }, fact('Balance', `${account.balance} ${account.currency}`, true), fact('Available', account.available, true),
      fact('Pending in', account.pendingIn), fact('Pending out', account.pendingOut)),
    el('h3', {}, 'Entries'),
    entries.length === 0 ? el('p', { class: 'soft' }, 'None yet.') : el('div', { class: 'wide' }, el('table', {},
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, '#'), el('th', { scope: 'col', class: 'money' }, 'Amount'),
        el('th', { scope: 'col', class: 'money' }, 'Balance'))),
      el('tbody', {}, entries.map((entry) => el('tr', {}, el('td', { title: entry.transfer }, String(entry.number)),
        el('td', { class: 'money' }, entry.amount), el('td', { class: 'money' }, entry.balanceAfter)))))));
}

function row(transfer) {
  const reversible = transfer.status === 'COMPLETED' && ['collection', 'internal'].includes(transfer.kind);
  return el('tr', { 'data-transfer': transfer.id },
    el('td', {}, transfer.id), el('td', {}, named(transfer.from)), el('td', {}, named(transfer.to)),
    el('td', { class: 'money' }, `${transfer.amount} ${transfer.currency}`),
    el('td', { class: MOODS[transfer.status] }, transfer.status + (transfer.failure ? `: ${transfer.failure.message}` : '')),
    el('td', {}, reversible ? el('button', { type: 'button', onclick: () => reverse(transfer.id) }, 'Reverse') : null));
}

async function reverse(id) {
  try {
    await api(`/transfers/${id}/reverse`, 'POST');
    tell('Reversed.');
  } catch (refused) {
    refuse(refused);
  }
  await refresh();
}

async function send(event) {
  event.preventDefault();
  const form = new FormData(byId('send'));
  const from = form.get('from');
  const body = {
    from: from.startsWith('acc_') ? { account: from } : { phone: from },
    to: { account: form.get('to') },
    amount: form.get('amount'),
    currency: CURRENCY,
    ...(form.get('description') ? { description: form.get('description') } : {}),
  };
  try {
    const transfer = await api('/transfers', 'POST', body, { 'Idempotency-Key': crypto.randomUUID() });
    tell(`${transfer.id} is ${transfer.status}.`);
  } catch (refused) {
    refuse(refused);
  }
  await refresh();
}

/** Entries come oldest first; the page shows the last ones. */
async function lastEntries(id) {
  let entries = [];
  let cursor = '';
  do {
    const page = await api(`/accounts/${id}/entries?limit=100${cursor && `&cursor=${cursor}`}`);
    entries = entries.concat(page.entries).slice(-8);
    cursor = page.nextCursor;
  } while (cursor);
  return entries.reverse();
}

const refresh = keepUpToDate(async () => {
  const seen = await Promise.all(accounts.map(async ({ id }) => ({ account: await api(`/accounts/${id}`), entries: await lastEntries(id) })));
  show(byId('accounts'), seen, () => seen.map(card));
  const { transfers } = await api('/transfers?limit=10');
  show(byId('transfers'), transfers, () => transfers.map(row));
}, REFRESH_MILLIS);

/** The numbers by which the sandbox of whoever debits decides. */
function phones(providers) {
  return providers.filter(({ capabilities, currencies }) => capabilities.includes('customer-debit') && currencies.includes(CURRENCY))
    .flatMap(({ name }) => Object.entries(hintsOf(name).phones ?? {}));
}

begin(async () => {
  const { providers } = await api('/providers');
  accounts = await Promise.all(CUSTOMERS.map((customer) => api('/accounts', 'POST', { ...customer, currency: CURRENCY })));
  byId('from').replaceChildren(...phones(providers).map(([phone, does]) => el('option', { value: phone }, `A phone that ${does.toLowerCase()} (${phone})`)),
    ...accounts.map((account) => el('option', { value: account.id }, `${account.name}'s balance`)));
  byId('to').replaceChildren(...accounts.map((account) => el('option', { value: account.id }, account.name)));
  byId('send').addEventListener('submit', send);
  await refresh();
});
