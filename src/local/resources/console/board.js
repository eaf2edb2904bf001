import { Refused, begin, byId, el, keepUpToDate, sandbox, show } from './page.js';

const REFRESH_MILLIS = 1000;
const FIRST_NEW_DEAL = 90000000;
const MOODS = { 142: 'won', 143: 'lost' };

const stages = new Map();
const deals = new Map();

const kommo = (path, method = 'GET', body = undefined) => sandbox(`kommo${path}`, body, method);

function tell(message, bad = false) {
  byId('message').className = bad ? 'notice bad' : 'notice';
  byId('message').textContent = message;
}
const refuse = (refused) => tell(refused instanceof Refused ? `${refused.message}: ${refused.detail}` : String(refused), true);
const clock = (at) => el('time', { datetime: at.toISOString(), title: at.toISOString() }, at.toLocaleTimeString());

/** Turns the addresses in a text into links. */
function linked(text) {
  return text.split(/(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]])/).map((part, index) =>
    (index % 2 ? el('a', { href: part, target: '_blank', rel: 'noopener' }, part) : part));
}

// --- deals

/** Changes a deal; a second change waits for the first. */
function change(id, body) {
  const deal = deals.get(id);
  if (!deal) {
    return changeNow(id, body);
  }
  deal.turn = (deal.turn ?? Promise.resolve()).then(() => changeNow(id, body, deal));
  return deal.turn;
}

async function changeNow(id, body, deal) {
  deal?.element.setAttribute('aria-busy', 'true');
  try {
    await kommo(`/leads/${id}`, 'POST', body);
  } catch (refused) {
    refuse(refused);
  } finally {
    if (deal) {
      deal.element.removeAttribute('aria-busy');
      deal.stage = null;
    }
  }
  await refresh();
}

function move(id, stage) {
  const { lead } = deals.get(id);
  if (lead.status_id !== stage) {
    tell(`${lead.name}: moving to ${stages.get(stage).name}…`);
    return change(id, { status_id: stage, webhook: byId('delivery').value }).then(() => {
      const now = deals.get(id)?.lead;
      if (now && byId('message').textContent.endsWith('…')) {
        tell(`${now.name} is in ${now.stage}.`);
      }
    });
  }
}

async function remove(id) {
  const { lead } = deals.get(id);
  try {
    await kommo(`/leads/${id}`, 'DELETE');
    tell(`${lead.name} is deleted.`);
  } catch (refused) {
    refuse(refused);
  }
  await refresh();
  byId('content').focus();
}

function makeDeal(id) {
  const name = el('h3', { id: `deal-${id}` });
  const price = el('span', { class: 'price' });
  const who = el('p', { class: 'who' });
  const grip = el('div', { class: 'grip' }, name, price, who);
  const select = el('select', { id: `stage-${id}` }, [...stages.values()].map((stage) => el('option', { value: stage.id }, stage.name)));
  const label = el('label', { class: 'hidden-label', for: `stage-${id}` });
  const button = el('button', {}, 'Move');
  const moving = el('form', { class: 'move', onsubmit: (event) => { event.preventDefault(); move(id, Number(select.value)); } }, label, select, button);
  const notes = el('ul', { class: 'notes', 'aria-label': 'Notes' });

  const editing = el('form', {
    onsubmit: async (event) => {
      event.preventDefault();
      const fields = Object.fromEntries(new FormData(event.target));
      await change(id, { name: fields.name, price: fields.price === '' ? null : Number(fields.price), email: fields.email || null });
      details.open = false;
      summary.focus();
    },
  },
  el('div', { class: 'fields' },
    el('label', {}, 'Name', el('input', { name: 'name', required: '', autocomplete: 'off' })),
    el('label', {}, 'Price', el('input', { name: 'price', inputmode: 'numeric', pattern: '[0-9]*', autocomplete: 'off' })),
    el('label', {}, 'E-mail', el('input', { name: 'email', type: 'email', autocomplete: 'off' }))),
  el('div', { class: 'actions' }, el('button', {}, 'Save'), el('button', { type: 'button', class: 'danger', onclick: () => remove(id) }, 'Delete deal')));
  const summary = el('summary', {}, 'Change');
  const details = el('details', {
    ontoggle: () => {
      const { lead } = deals.get(id);
      if (details.open) {
        editing.elements.name.value = lead.name;
        editing.elements.price.value = lead.price || '';
        editing.elements.email.value = lead.contact?.email ?? '';
      }
    },
  }, summary, editing);
  const sentTitle = el('summary');
  const sent = el('ul', { class: 'sent' });
  const webhooks = el('details', {}, sentTitle, sent);

  const element = el('article', { class: 'deal', 'aria-labelledby': `deal-${id}` }, grip, moving, notes, details, webhooks);
  if (matchMedia('(any-pointer: fine)').matches) {
    grip.draggable = true;
    grip.addEventListener('dragstart', (event) => {
      event.dataTransfer.setData('text/plain', String(id));
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setDragImage(element, 20, 20);
    });
  }
  return { element, item: el('li', {}, element), name, price, who, select, label, button, notes, sentTitle, sent, webhooks, stage: null, seen: null };
}

function sentOne(webhook) {
  const good = webhook.status >= 200 && webhook.status < 300;
  return el('li', {}, el('span', { class: `badge ${good ? 'good' : 'bad'}` }, webhook.status ? `answered ${webhook.status}` : webhook.answer),
    ` in ${webhook.millis} ms, `, clock(new Date(webhook.at)), webhook.attempt > 1 ? `, attempt ${webhook.attempt}` : '',
    webhook.webhook === 'normal' ? '' : `, ${webhook.webhook}`);
}

function update(deal, lead) {
  deal.lead = lead;
  deal.element.className = `deal ${MOODS[lead.status_id] ?? ''}`;
  show(deal.name, lead.name, () => [lead.name]);
  show(deal.label, lead.name, () => [`Stage of ${lead.name}`]);
  deal.button.setAttribute('aria-label', `Move ${lead.name}`);
  show(deal.price, lead.price, () => [lead.price ? lead.price.toLocaleString() : el('span', { class: 'missing' }, 'no price')]);
  show(deal.who, lead.contact, () => (lead.contact
    ? [lead.contact.name, ' · ', lead.contact.email ?? el('span', { class: 'missing' }, 'no e-mail')]
    : [el('span', { class: 'missing' }, 'no contact')]));
  if (deal.stage !== lead.status_id) {
    deal.stage = lead.status_id;
    deal.select.value = lead.status_id;
  }
  const fresh = lead.notes.length - (deal.seen ?? lead.notes.length);
  show(deal.notes, lead.notes, () => lead.notes.map((note, index) =>
    el('li', { class: lead.notes.length - index <= fresh ? 'new' : null }, clock(new Date(note.created_at * 1000)), linked(note.text))).reverse());
  if (fresh > 0) {
    tell(`New note on ${lead.name}: ${lead.notes.at(-1).text}`);
  }
  deal.seen = lead.notes.length;
  deal.webhooks.hidden = lead.webhooks.length === 0;
  show(deal.sentTitle, lead.webhooks.length, () => [`Webhooks (${lead.webhooks.length})`]);
  show(deal.sent, lead.webhooks, () => lead.webhooks.map(sentOne).reverse());
}

// --- stages

function makeStage(stage) {
  const title = el('h2', { id: `title-${stage.id}` });
  const list = el('ul', { class: 'deals' });
  const section = el('section', { class: 'stage', 'aria-labelledby': `title-${stage.id}` }, title, list);
  section.addEventListener('dragover', (event) => {
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    section.classList.add('over');
  });
  section.addEventListener('dragleave', (event) => section.contains(event.relatedTarget) || section.classList.remove('over'));
  section.addEventListener('drop', (event) => {
    event.preventDefault();
    section.classList.remove('over');
    const id = Number(event.dataTransfer.getData('text/plain'));
    if (deals.has(id)) {
      move(id, stage.id);
    }
  });
  byId('stages').append(section);
  stages.set(stage.id, { ...stage, title, list });
}

function place(stage, leads) {
  show(stage.title, leads.map((lead) => lead.price), () => [stage.name, el('span', {},
    leads.length ? `${leads.length} · ${leads.reduce((sum, lead) => sum + lead.price, 0).toLocaleString()}` : '')]);
  leads.forEach((lead, index) => {
    const { item } = deals.get(lead.id);
    if (stage.list.children[index] !== item) {
      const focused = item.contains(document.activeElement) ? document.activeElement : null;
      stage.list.insertBefore(item, stage.list.children[index] ?? null);
      focused?.focus();
    }
  });
}

// --- tools

async function create(event) {
  event.preventDefault();
  const { name, price, email } = Object.fromEntries(new FormData(event.target));
  const id = FIRST_NEW_DEAL + Math.floor(Math.random() * 9999999);
  tell(`${name} is added.`);
  await change(id, { name, price: price === '' ? null : Number(price), email: email || null });
}

async function injectFault(event) {
  event.preventDefault();
  const { calls, times } = Object.fromEntries(new FormData(event.target));
  try {
    await kommo('', 'POST', { calls, times: Number(times) });
    tell(calls === 'none' ? 'Kommo has no fault.' : 'Kommo has a fault.');
  } catch (refused) {
    refuse(refused);
  }
  await refresh();
}

function showTotals(totals) {
  const calls = Object.entries(totals.calls).map(([operation, count]) => `${operation} ${count}`).join(', ');
  const pairs = {
    'Calls so far': calls || 'none', 'Busiest second': `${totals.rate.peakPerSecond} of ${totals.rate.limitPerSecond}`,
    'Too many requests': String(totals.rate.refused), 'Injected fault': totals.next ? `${totals.next.calls}, ${totals.next.times} more` : 'nothing',
  };
  show(byId('totals'), pairs, () => Object.entries(pairs).flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

// --- keeping up to date

const refresh = keepUpToDate(async () => {
  const [{ pipeline, leads }, totals] = await Promise.all([kommo('/leads'), kommo('')]);
  if (stages.size === 0) {
    pipeline.stages.forEach(makeStage);
  }
  for (const lead of leads) {
    if (!deals.has(lead.id)) {
      deals.set(lead.id, makeDeal(lead.id));
    }
    update(deals.get(lead.id), lead);
  }
  for (const [id, { item }] of deals) {
    if (!leads.some((lead) => lead.id === id)) {
      item.remove();
      deals.delete(id);
    }
  }
  for (const stage of stages.values()) {
    place(stage, leads.filter((lead) => lead.status_id === stage.id));
  }
  showTotals(totals);
}, REFRESH_MILLIS);

begin(async () => {
  byId('create').addEventListener('submit', create);
  byId('fault').addEventListener('submit', injectFault);
  await refresh();
});
