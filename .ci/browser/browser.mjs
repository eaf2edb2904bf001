// What all checks in a browser share: parameters, the browser itself, and how a check ends.
import { mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import { chromium } from 'playwright-core';

/** How long a check waits for one thing, in milliseconds. */
export const PATIENCE = Number(process.env.PATIENCE ?? 60_000);

/** What browsers complain about; each complaint fails the check. */
export const complaints = [];

/** Reads the parameters of the command line. The last one is the directory for screenshots, which is made. */
export function parameters(...names) {
  const values = process.argv.slice(2);
  if (values.length !== names.length || values.includes('')) {
    console.error(`Usage: node ${basename(process.argv[1])} ${names.map((name) => `<${name}>`).join(' ')}`);
    process.exit(2);
  }
  mkdirSync(values.at(-1), { recursive: true });
  return values;
}

export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
});

/** Runs one check and prints what became of it; returns whether it passed. */
export async function passes(name, check, onFailure = () => {}) {
  const began = Date.now();
  try {
    await check();
    console.log(`ok      ${name} (${Date.now() - began} ms)`);
    return true;
  } catch (error) {
    console.log(`FAILED  ${name}\n${error.stack}`);
    await onFailure(error);
    return false;
  }
}

/** Closes the browser and ends the process: with an error if a check failed or a browser complained. */
export async function finish(browser, failed) {
  await browser.close();
  if (complaints.length > 0) {
    console.log(`FAILED  the browser has nothing to complain about\n${complaints.join('\n')}`);
  }
  process.exit(failed || complaints.length > 0 ? 1 : 0);
}
