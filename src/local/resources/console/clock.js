import { Refused, byId, explain } from './page.js';

/**
 * Connects the buttons of the test clock.
 *
 * @param sandbox calls a control endpoint of the sandbox
 * @param afterMove is called when the stack has come to rest
 * @returns functions that show the time, which they return, and that move it
 */
export function testClock(sandbox, afterMove) {
  function show(now) {
    byId('now').dateTime = now;
    byId('now').textContent = `${now.slice(0, 10)} ${now.slice(11, 19)} UTC`;
  }

  async function refresh() {
    const { now } = await sandbox('clock');
    show(now);
    return now;
  }

  async function move(target) {
    const buttons = byId('clock').querySelectorAll('button');
    const place = byId('moved');
    for (const button of buttons) {
      button.disabled = true;
    }
    place.className = 'notice';
    place.hidden = false;
    place.textContent = 'The clock is moving…';
    try {
      const moved = await sandbox('clock', target);
      const { overdue, nextDueAt } = moved.pending;
      show(moved.after);
      place.textContent = `${moved.complete ? 'The clock moved.' : 'The clock stopped early, because work did not end.'} ${moved.paymentsChanged} payments changed, `
        + `${moved.eventsDelivered} events delivered, ${moved.scheduleRuns} schedule runs. `
        + (overdue ? `${overdue} items are overdue.` : nextDueAt ? `Next work is due at ${nextDueAt.slice(0, 19).replace('T', ' ')} UTC.` : 'Nothing is due later.');
    } catch (refused) {
      place.className = 'notice bad';
      explain(place, refused instanceof Refused ? refused : new Refused('The console failed', String(refused)));
    }
    for (const button of buttons) {
      button.disabled = false;
    }
    await afterMove();
  }

  byId('clock').querySelectorAll('button').forEach((button) => button.addEventListener('click', () => move({ advance: button.dataset.advance })));
  return { refresh, move };
}
