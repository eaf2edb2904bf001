// Checks contrast, labels and the like with axe.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');

/** The page's policy allows no other script; what a browser's driver adds at the start is none of the page's. */
export const withAxe = (context) => context.addInitScript({ content: AXE });

export async function accessible(page, name) {
  const { violations, passes } = await page.evaluate(() => axe.run(document));
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), [], name);
  assert.ok(passes.some(({ id }) => id === 'color-contrast'), `${name}: axe looked at the contrast`);
}
