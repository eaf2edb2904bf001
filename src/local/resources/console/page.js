// Shared by all pages of the console.

export const byId = (id) => document.getElementById(id);

/** An error of the API, the sandbox or the network, with errors of single fields. */
export class Refused extends Error {
  constructor(title, detail, errors = []) {
    super(title);
    this.detail = detail;
    this.errors = errors;
  }
}

export async function request(url, options = {}) {
  let response;
  try {
    response = await fetch(url, options);
  } catch {
    throw new Refused('No answer', `${new URL(url, location).origin} cannot be reached. Is the local stack running?`);
  }
  const text = await response.text();
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Refused(`Answer ${response.status}`, text.slice(0, 2000));
  }
  if (!response.ok) {
    throw new Refused(body.title ?? `Answer ${response.status}`, body.detail ?? body.message ?? '', body.errors ?? []);
  }
  return body;
}

let systems = {};
let apiKey;
let sandboxUrl;

/** Loads the sandbox's URL, the API key and what the sandbox's systems suggest. */
async function loadSettings() {
  ({ systems, apiKey, sandbox: sandboxUrl } = await request('/console/settings.json'));
}

/** Sets a page up once the settings are loaded; shows what goes wrong in the place for the connection. */
export async function begin(setUp) {
  try {
    await loadSettings();
    await setUp();
  } catch (refused) {
    explain(byId('connection'), refused);
  }
}

/** Calls the API as the local shop. */
export const api = (path, method = 'GET', body = undefined, headers = {}) => request(path, {
  method,
  headers: { Authorization: `Bearer ${apiKey}`, ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers },
  ...(body ? { body: JSON.stringify(body) } : {}),
});

/** Calls a control endpoint of the sandbox: reads, or with a body changes something. */
export const sandbox = (path, body = undefined, method = body ? 'POST' : 'GET') => request(`${sandboxUrl}/_control/${path}`,
  { method, ...(body ? { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : {}) });

/** All entries of a list that the API divides into pages. */
export async function all(path, name) {
  let found = [];
  let cursor = '';
  do {
    const page = await api(`${path}?limit=500${cursor && `&cursor=${cursor}`}`);
    found = found.concat(page[name]);
    cursor = page.nextCursor;
  } while (cursor);
  return found;
}

/** What a system's console.json says: titles and suggested values. */
export const hintsOf = (system) => systems[system] ?? {};

export const titleOf = (system) => hintsOf(system).title ?? system.charAt(0).toUpperCase() + system.slice(1);

/** Sorts providers in the order of the sandbox's systems; others come last. */
export function inOrder(providers) {
  const place = ({ name }) => [...Object.keys(systems), name].indexOf(name);
  return providers.toSorted((one, other) => place(one) - place(other));
}

/** Creates an element. Skips attributes that are null or false; children may be nested or missing. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Rebuilds an element only when its content changed, so that focus and selection stay. */
const shown = new WeakMap();
export function show(place, data, build) {
  const state = JSON.stringify(data);
  if (shown.get(place) !== state) {
    shown.set(place, state);
    place.replaceChildren(...build());
  }
}

/** Shows an error in an element that is hidden without one. */
export function explain(place, refused) {
  place.hidden = !refused;
  if (refused) {
    place.replaceChildren(el('strong', {}, refused.message), refused.detail ? el('div', {}, refused.detail) : '',
      refused.errors?.length ? el('ul', {}, refused.errors.map((error) => el('li', {}, `${error.pointer}: ${error.detail}`))) : '');
  }
}

/**
 * Brings a page up to date again and again, and shows an error in the place for the connection.
 *
 * @returns what does so once more, after what is under way; its first call begins to repeat it
 */
export function keepUpToDate(read, millis) {
  let begun = false;
  let current = null;
  let following = null;

  async function once() {
    try {
      await read();
      explain(byId('connection'), null);
    } catch (refused) {
      explain(byId('connection'), refused instanceof Refused ? refused : new Refused('The console failed', String(refused)));
    }
    current = null;
  }
  /** All who ask while it reads wait for the same next time. */
  function refresh() {
    if (!current) {
      current = once();
      return current;
    }
    following ??= current.then(() => {
      following = null;
      return refresh();
    });
    return following;
  }
  return () => {
    if (!begun) {
      begun = true;
      document.addEventListener('visibilitychange', () => document.hidden || refresh());
      setInterval(() => document.hidden || current || refresh(), millis);
    }
    return refresh();
  };
}

/** Sends a form: until there is an answer, each further click repeats the same request. */
export function submission(form, send) {
  let key = crypto.randomUUID();
  const problem = form.querySelector('[role="alert"]');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button.primary');
    button.disabled = true;
    mark(form, []);
    explain(problem, null);
    try {
      await send(new FormData(form), key);
      key = crypto.randomUUID();
    } catch (refused) {
      // An answer is final for this key; without an answer the next click retries with the same key.
      if (refused.message !== 'No answer') {
        key = crypto.randomUUID();
      }
      explain(problem, refused);
      mark(form, refused.errors ?? []);
    } finally {
      button.disabled = false;
    }
  });
}

/** The pairs that have a value, as terms and descriptions. */
export const facts = (pairs) => Object.entries(pairs).filter(([, value]) => value !== null && value !== undefined && value !== '')
  .flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]);

export const utc = (at) => el('time', { datetime: at }, `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`);

/** Writes an amount with the decimals of its currency; without one, an amount as one would try it first. */
export function exampleAmount(currency, amount = undefined) {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return (amount ?? (maximumFractionDigits ? 50 : 5000)).toFixed(maximumFractionDigits);
}

/** Suggests a value for a field unless the user has typed another. */
export function suggest(field, value) {
  if (field.value === (field.dataset.suggested ?? '')) {
    field.value = field.dataset.suggested = value;
  }
}

/** Suggests an amount for the provider and currency of a form. */
export function suggestAmount({ elements: { amount, provider, currency } }) {
  suggest(amount, exampleAmount(currency.value, hintsOf(provider.value).amount));
}

/** Marks the fields of a form that an error names. */
function mark(form, errors) {
  for (const field of form.elements) {
    if (errors.some((error) => field.name && error.pointer?.endsWith(`/${field.name}`))) {
      field.setAttribute('aria-invalid', 'true');
    } else {
      field.removeAttribute('aria-invalid');
    }
  }
}
