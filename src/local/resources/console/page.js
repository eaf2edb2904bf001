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

/** Loads the sandbox's URL, the API key and what the sandbox's systems suggest. */
export async function loadSettings() {
  const settings = await request('/console/settings.json');
  ({ systems } = settings);
  return settings;
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

/** Marks the fields of a form that an error names. */
export function mark(form, errors) {
  for (const field of form.elements) {
    if (errors.some((error) => field.name && error.pointer?.endsWith(`/${field.name}`))) {
      field.setAttribute('aria-invalid', 'true');
    } else {
      field.removeAttribute('aria-invalid');
    }
  }
}
