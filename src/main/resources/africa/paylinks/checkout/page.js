(() => {
  'use strict';
  const main = document.querySelector('main');
  const said = main.dataset;
  const news = document.getElementById('news');

  document.querySelectorAll('[data-copy]').forEach(button => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    const label = button.textContent;
    button.addEventListener('click', () => navigator.clipboard.writeText(button.dataset.copy).then(() => {
      button.textContent = news.textContent = said.copied;
      setTimeout(() => { button.textContent = label; news.textContent = ''; }, 2000);
    }, () => {}));
  });

  const form = document.querySelector('form');
  if (form) {
    const button = form.querySelector('button');
    const label = button.textContent;
    form.addEventListener('submit', event => {
      if (button.disabled) { event.preventDefault(); return; }
      button.disabled = true;
      button.textContent = said.sending;
    });
    addEventListener('pageshow', () => { button.disabled = false; button.textContent = label; });
  }

  const focus = document.querySelector('.alert');
  if (focus) focus.focus();

  const left = document.querySelector('[data-left]');
  if (left) {
    const ends = performance.now() + left.dataset.left * 1000;
    const two = number => String(number).padStart(2, '0');
    const written = text => said.zero ? text.replace(/\d/g, digit => String.fromCharCode(said.zero.charCodeAt(0) + Number(digit))) : text;
    const tick = () => {
      const seconds = Math.max(0, Math.round((ends - performance.now()) / 1000));
      left.textContent = written((seconds >= 3600 ? Math.floor(seconds / 3600) + ':' : '')
        + two(Math.floor(seconds / 60) % 60) + ':' + two(seconds % 60));
      if (!seconds) { clearInterval(timer); location.replace(said.next); }
    };
    const timer = setInterval(tick, 1000);
    left.closest('[hidden]').hidden = false;
    tick();
  }

  const back = document.querySelector('[data-go]');
  if (back) {
    const line = document.getElementById('soon');
    const timer = setTimeout(() => location.assign(back.href), back.dataset.go * 1000);
    line.hidden = false;
    line.querySelector('button').addEventListener('click', () => { clearTimeout(timer); line.hidden = true; });
  }

  if (!said.follow) return;
  let asked = 0;
  let pause = said.every * 1000;
  let timer;
  const later = () => { clearTimeout(timer); timer = setTimeout(ask, pause); };
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(said.follow, { headers: { accept: 'application/json' }, cache: 'no-store' });
      if (!answer.ok) throw new Error(answer.status);
      const now = await answer.json();
      if (now.state !== said.state) {
        news.textContent = now.message;
        setTimeout(() => location.replace(said.next), 700);
        return;
      }
      if (news.textContent === said.offline) news.textContent = '';
      if (++asked >= 10) pause = Math.min(pause * 1.3, 30000);
    } catch (lost) {
      news.textContent = said.offline;
      pause = Math.min(pause * 2, 30000);
    }
    later();
  };
  document.addEventListener('visibilitychange', () => { if (!document.hidden) { clearTimeout(timer); ask(); } });
  later();
})();
