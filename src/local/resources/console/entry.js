import { Refused, byId, el, show } from './page.js';

/** The id that the address of the page names; empty if none. */
const chosen = () => decodeURIComponent(location.hash.slice(1));

/** Shows the list from which an entry is chosen, newest first. */
export function showList(entries, listed) {
  byId('none').hidden = entries.length > 0;
  show(byId('recent'), [entries, chosen()], () => entries.map((entry) => listed(entry, chosen())));
}

const notice = ({ message, detail, errors }) => el('p', { class: 'notice bad', role: 'alert' }, el('strong', {}, message),
  ` ${[detail, ...errors.map((error) => `${error.pointer}: ${error.detail}`)].filter(Boolean).join(' ')}`);

/**
 * Shows the chosen entry of a list, and what went wrong with the last request about it.
 *
 * @param none what to say while no entry is chosen
 * @param read reads the entry with an id
 * @param build makes elements of it and of the notice about the last request, if there is one
 */
export function chosenEntry({ none, read, build }) {
  let problem = null;
  let refreshAll;

  async function refresh() {
    const place = byId('detail');
    const id = chosen();
    if (!id) {
      show(place, problem, () => [problem ? notice(problem) : '', el('p', { class: 'empty' }, none)]);
      return;
    }
    try {
      const entry = await read(encodeURIComponent(id));
      if (id === chosen()) {
        show(place, { entry, problem }, () => build(entry, problem && notice(problem)).filter(Boolean));
      }
    } catch (refused) {
      if (!(refused instanceof Refused) || refused.message === 'No answer') {
        throw refused;
      }
      show(place, refused.detail, () => [notice(refused)]);
    }
  }

  async function turn() {
    problem = null;
    await refreshAll();
    // On a phone the entry is below the list.
    if (chosen() && matchMedia('(max-width: 899px)').matches) {
      byId('detail').scrollIntoView();
    }
  }

  return {
    refresh,

    /** Makes a request about the entry; an error of it is shown with the entry. */
    async order(call) {
      try {
        await call();
        problem = null;
      } catch ({ message, detail, errors = [] }) {
        problem = { message, detail, errors };
      }
      await refreshAll();
    },

    /** Follows the address from now on, with a function that brings the page up to date. */
    follow(all) {
      refreshAll = all;
      addEventListener('hashchange', turn);
      return turn();
    },
  };
}
