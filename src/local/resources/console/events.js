import { testClock } from './clock.js';
import { chosenEntry, showList } from './entry.js';
import { api, begin, byId, el, facts, keepUpToDate, sandbox, show, submission, utc } from './page.js';

const REFRESH_MILLIS = 1500;
const PAGE = 20;
const MOST = 100;
const HOUR_MILLIS = 3_600_000;
const MOODS = { delivered: 'good', failed: 'bad', 'endpoint-switched-off': 'bad', retrying: 'wait', pending: 'wait', skipped: '', superseded: '' };
/** A delivery that stands for all of an event: the one that needs most attention. */
const BY_ATTENTION = ['failed', 'retrying', 'pending', 'skipped', 'superseded', 'delivered'];

let clock;
let now = new Date();
let shownEvents = PAGE;

const badge = (status) => el('span', { class: `badge ${MOODS[status] ?? ''}` }, status);
const worst = ({ deliveries }) => BY_ATTENTION.find((status) => deliveries.some((delivery) => delivery.status === status)) ?? 'no endpoint';
const subject = ({ paymentId, subscriptionId, transferId }) => paymentId ?? subscriptionId ?? transferId;
const answer = ({ httpStatus, reason }) => (httpStatus ? `answered ${httpStatus}` : reason ?? '');

const entry = chosenEntry({ none: 'Choose an event to see its deliveries.', read: (id) => api(`/events/${id}`), build: detail });

// --- endpoints

function endpoint({ id, url, active, types, offSince }) {
  return el('li', { 'data-endpoint': id }, el('p', {}, url), el('small', {}, types.includes('*') ? 'all events' : types.join(', '), offSince ? [' · off since ', utc(offSince)] : ''),
    el('div', { class: 'actions' }, el('button', { type: 'button', onclick: () => entry.order(() => api(`/webhook-endpoints/${id}`, 'PATCH', { active: !active })) },
      active ? 'Switch off' : 'Switch on')));
}

async function resend(fields) {
  byId('resent').hidden = true;
  const from = new Date(now.getTime() - Number(fields.get('hours')) * HOUR_MILLIS).toISOString();
  await api('/events/resend', 'POST', { from, undelivered: true });
  byId('resent').hidden = false;
  byId('resent').textContent = 'What did not arrive is sent again.';
  await refresh();
}

// --- the chosen event

function listed(event, watched) {
  return el('li', {}, el('a', { href: `#${event.id}`, 'data-event': event.type, 'aria-current': event.id === watched ? 'true' : null },
    el('span', { class: 'who' }, event.type), el('span', { class: 'end' }, badge(worst(event))),
    el('small', {}, subject(event) ?? event.id), el('small', {}, utc(event.at))));
}

function about({ paymentId, subscriptionId, transferId }) {
  return paymentId ? el('a', { href: `/#/payments/${paymentId}` }, paymentId)
    : subscriptionId ? el('a', { href: `/console/subscriptions.html#${subscriptionId}` }, subscriptionId)
      : transferId ? el('a', { href: '/console/transfers.html' }, transferId) : null;
}

function delivery(one) {
  return el('li', { class: MOODS[one.status] || null, 'data-delivery': one.endpointId },
    el('p', {}, badge(one.status), ` to ${one.endpointId}`),
    el('small', {}, [answer(one), one.failedAttempts ? `${one.failedAttempts} failed` : ''].filter(Boolean).join(' · '), one.nextAttemptAt ? [' · next ', utc(one.nextAttemptAt)] : ''));
}

function attempted(one) {
  return el('li', { class: MOODS[one.outcome] || null, 'data-attempt': one.outcome }, el('p', {}, el('strong', {}, one.outcome), ` · ${one.endpointId}`),
    el('small', {}, utc(one.at), answer(one) && ` · ${answer(one)}`));
}

function detail(event, notice) {
  return [
    el('div', { class: 'title' }, el('h2', {}, event.type), badge(worst(event))),
    notice,
    el('dl', { class: 'facts' }, facts({ About: about(event), 'Happened at': utc(event.at), Id: event.id })),
    el('div', { class: 'actions' }, el('button', { type: 'button', class: 'primary', onclick: () => entry.order(() => api(`/events/${event.id}/resend`, 'POST')) }, 'Send this event again')),
    el('h3', {}, 'Deliveries'),
    event.deliveries.length ? el('ul', { class: 'steps', id: 'deliveries' }, event.deliveries.map(delivery)) : el('p', { class: 'soft' }, 'No endpoint receives it.'),
    el('h3', {}, 'Attempts'),
    event.attempts.length ? el('ol', { class: 'steps', id: 'attempts' }, event.attempts.toReversed().map(attempted)) : el('p', { class: 'soft' }, 'None yet.'),
    ...(event.data ? [el('h3', {}, 'Content'), el('pre', { class: 'content', tabindex: 0, 'aria-label': 'Content' }, JSON.stringify(event.data, null, 2))] : []),
  ];
}

// --- keeping up to date

async function list() {
  const query = new URLSearchParams({ limit: shownEvents, ...(byId('type').value ? { type: byId('type').value } : {}),
    ...(byId('about').value.trim() ? { paymentId: byId('about').value.trim() } : {}) });
  const { events, nextCursor } = await api(`/events?${query}`);
  byId('more').hidden = !nextCursor || shownEvents >= MOST;
  showList(events, listed);
}

const refresh = keepUpToDate(async () => {
  const { endpoints } = await api('/webhook-endpoints');
  show(byId('endpoints'), endpoints, () => endpoints.map(endpoint));
  await list();
  await entry.refresh();
  now = new Date(await clock.refresh());
}, REFRESH_MILLIS);

begin(async () => {
  submission(byId('resend'), resend);
  byId('type').addEventListener('change', refresh);
  byId('about').addEventListener('input', refresh);
  byId('more').addEventListener('click', () => {
    shownEvents = Math.min(MOST, shownEvents + PAGE);
    return refresh();
  });
  clock = testClock(sandbox, refresh);
  await entry.follow(refresh);
});
