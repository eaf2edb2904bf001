// Draws GET /_operations, which has the dashboard, alarms and objectives of template.yaml with their values.
import { bars, lines, number } from './chart.js';
import { Refused, byId, el, request } from './page.js';

const REFRESH_MILLIS = 5000;
const MOODS = { OK: 'good', ALARM: 'bad', INSUFFICIENT_DATA: 'wait' };
const ORDER = { ALARM: 0, INSUFFICIENT_DATA: 1 };
const NAMES = { INSUFFICIENT_DATA: 'NO DATA' };

const time = (at) => el('time', { datetime: at, title: at }, new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' }));
const hour = (at) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
const badge = (state) => el('span', { class: `badge ${MOODS[state]}` }, NAMES[state] ?? state);
const plural = (count, word) => `${number(count)} ${word}${count === 1 ? '' : 's'}`;

function duration(seconds) {
  return seconds < 120 ? `${seconds} s` : seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** Rebuilds an element only when its content changed, so that focus and selection stay. */
const shown = new Map();
function show(id, data, build) {
  const state = JSON.stringify(data);
  if (shown.get(id) !== state) {
    shown.set(id, state);
    byId(id).replaceChildren(...build());
  }
}

// --- figures

function tiles(view) {
  const payments = view.widgets[0];
  const alarms = view.alarms.filter((alarm) => alarm.state === 'ALARM').length;
  const dead = view.queues.filter((queue) => queue.deadLetters).reduce((sum, queue) => sum + queue.visible + queue.hidden, 0);
  const figures = [
    ...payments.lines.map((line) => (line.label.endsWith(', %') && line.value !== null
      ? [line.label.slice(0, -3), `${number(line.value)} %`, false] : [line.label, number(line.value), false])),
    ['dead letters', number(dead), dead > 0],
    ['alarms', number(alarms), alarms > 0],
  ];
  return figures.map(([label, value, isBad]) => el('div', { class: isBad ? 'tile bad' : 'tile' }, el('dt', {}, label), el('dd', {}, value)));
}

function chart(widget, view) {
  const isHistogram = widget.view === 'bars';
  return el('section', { class: 'card chart' }, el('h2', {}, widget.title),
    isHistogram ? bars(widget) : lines(widget, hour(view.from), hour(view.at)),
    isHistogram ? null : el('ul', { class: 'legend' }, widget.lines.map((line, color) => el('li', {},
      el('span', { class: `key c${color} ${line.axis}`, 'aria-hidden': 'true' }), `${line.label} `,
      el('b', {}, line.measured ? number(line.value) : 'not measured here')))));
}

// --- alarms and objectives

const opened = new Set();

/** Shows a line of the runbook with its names of alarms, metrics and commands as code. */
const inline = (words) => words.split('`').map((part, index) => (index % 2 ? el('code', {}, part) : part.replaceAll('*', '')));

/** Shows the section of the runbook; its commands stay as they are written. */
const help = (words) => words.split(/^```.*$/m).flatMap((part, index) => (index % 2
  ? el('pre', {}, part.trim()) : part.split(/\n{2,}/).filter((paragraph) => paragraph.trim()).map((paragraph) => el('p', {}, inline(paragraph)))));

function alarm(one) {
  const details = el('details', { open: opened.has(one.name) ? '' : null },
    el('summary', {}, badge(one.state), el('span', { class: 'who' }, one.name.replace(/Alarm$/, '').replace(/(?<=[a-z])(?=[A-Z])/g, ' ')),
      el('small', {}, one.measured ? `${number(one.value)}, alarm ${one.comparison} ${number(one.threshold)}` : 'not measured here')),
    el('p', {}, one.description),
    el('p', { class: 'soft' }, `${one.evaluationPeriods} × ${duration(one.periodSeconds)}, in this state since `, time(one.since)),
    one.help ? el('div', { class: 'help' }, el('p', { class: 'soft' }, one.section), help(one.help)) : null);
  details.addEventListener('toggle', () => (details.open ? opened.add(one.name) : opened.delete(one.name)));
  return el('li', {}, details);
}

function objective(one) {
  const spent = one.actual === null ? null : (100 - one.actual) / (100 - one.target);
  const left = spent === null ? null : Math.max(0, 1 - spent);
  return el('article', {}, el('h3', {}, one.name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')), el('p', { class: 'soft' }, one.description),
    el('p', { class: 'figure' }, el('b', {}, one.actual === null ? '–' : `${number(one.actual)} %`), ` of ${number(one.target)} %`),
    el('meter', { min: 0, max: 1, low: 0.25, high: 0.5, optimum: 1, value: left ?? 1, 'aria-label': 'Error budget left' }),
    el('p', { class: 'soft' }, left === null ? 'nothing to judge in this time range' : `${number(left * 100)} % of the error budget of this time range is left`),
    el('ul', { class: 'rows' }, one.burnRates.map((rate) => el('li', { class: 'burn' }, badge(rate.state),
      el('span', {}, `burns at ${number(rate.value)}, alarm at ${number(rate.threshold)}`), el('small', {}, `over ${duration(rate.periodSeconds)}`)))));
}

// --- queues and the reconciler

async function replay(queue, button) {
  button.disabled = true;
  const place = byId('replayed');
  place.hidden = false;
  try {
    await request('/_operations/replay', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ queue: queue.name }) });
    place.className = 'notice';
    place.textContent = `${plural(queue.visible, 'message')} of ${queue.name} go back to their queue.`;
  } catch (refused) {
    place.className = 'notice bad';
    place.textContent = refused instanceof Refused ? `${refused.message}: ${refused.detail}` : String(refused);
  }
  shown.delete('queues');
  await refresh();
}

function queue(one) {
  const filled = one.visible + one.hidden > 0;
  const mood = !filled ? 'good' : one.deadLetters ? 'bad' : 'wait';
  return el('li', { class: 'queue' }, el('span', { class: `badge ${mood}` }, number(one.visible + one.hidden)),
    el('span', { class: 'who' }, one.name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')),
    el('small', {}, filled ? `oldest ${duration(one.oldestSeconds)}${one.hidden ? `, ${one.hidden} in processing or delayed` : ''}` : 'empty'),
    one.replay && one.visible > 0 ? el('button', { type: 'button', onclick: (event) => replay(one, event.currentTarget) }, `Replay ${plural(one.visible, 'message')}`) : null,
    one.deadLetters && !one.replay && filled ? el('small', { class: 'note' }, 'Read these first: docs/operate.md#deadlettersalarm') : null);
}

function runs(all) {
  const columns = [...new Set(all.flatMap((run) => Object.keys(run)))].filter((name) => name !== 'at' && name !== 'millis');
  return all.length === 0 ? [el('p', { class: 'soft' }, 'It has not run yet.')] : [el('table', {},
    el('thead', {}, el('tr', {}, ['at', ...columns, 'time'].map((name) => el('th', { scope: 'col' }, name)))),
    el('tbody', {}, all.map((run) => el('tr', {}, el('td', {}, time(run.at)), columns.map((name) => el('td', {}, String(run[name] ?? ''))),
      el('td', {}, `${number(run.millis)} ms`)))))];
}

// --- the page

async function refresh() {
  const place = byId('connection');
  try {
    const view = await request(`/_operations?minutes=${byId('minutes').value}`);
    place.hidden = true;
    draw(view);
  } catch (refused) {
    place.hidden = false;
    place.textContent = refused instanceof Refused ? `${refused.message}: ${refused.detail}` : String(refused);
  }
}

function draw(view) {
  byId('period').replaceChildren('From ', time(view.from), ' to ', time(view.at), '.');
  show('tiles', [view.widgets[0].lines.map((line) => line.value), view.queues, view.alarms.map((one) => one.state)], () => tiles(view));
  const firing = view.alarms.filter((one) => one.state !== 'OK').sort((one, other) => ORDER[one.state] - ORDER[other.state]);
  const quiet = view.alarms.filter((one) => one.state === 'OK');
  show('alarms', firing, () => (firing.length === 0 ? [el('li', {}, 'None')] : firing.map(alarm)));
  show('quiet', quiet, () => quiet.map(alarm));
  byId('quiet-count').textContent = `${number(quiet.length)} of ${number(view.alarms.length)} are OK`;
  show('changes', view.changes, () => (view.changes.length === 0 ? [el('li', {}, 'No alarm has changed its state.')]
    : view.changes.slice(0, 12).map((change) => el('li', {}, time(change.at), ` ${change.alarm} `, badge(change.to)))));
  show('objectives', view.objectives, () => view.objectives.map(objective));
  show('charts', [view.widgets, hour(view.at)], () => view.widgets.map((widget) => chart(widget, view)));
  show('queues', view.queues, () => view.queues.map(queue));
  show('reconciler', view.reconciler, () => runs(view.reconciler));
  document.body.dataset.ready = 'true';
}

const wanted = new URLSearchParams(location.search).get('minutes');
if ([...byId('minutes').options].some((option) => option.value === wanted)) {
  byId('minutes').value = wanted;
}
byId('minutes').addEventListener('change', () => {
  history.replaceState(null, '', `?minutes=${byId('minutes').value}`);
  refresh();
});
await refresh();
setInterval(() => document.hidden || refresh(), REFRESH_MILLIS);
