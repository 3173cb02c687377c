/** What docs/methods.md and docs/adding-a-method.md say of the code is the code's. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Clip } from '@dsra/clip';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import * as tables from './support/methodTables';

let clip: Clip;
beforeAll(async () => {
  await tf.setBackend('wasm');
  clip = tables.narrowClip();
});
afterAll(() => {
  clip.dispose();
});

const page = (name: string): string => readFileSync(`docs/${name}.md`, 'utf8');

/** What stands between `<!-- name -->` and `<!-- end -->`; `DSRA_WRITE_DOCS=1` writes it anew. */
function expectTable(name: string, table: string): void {
  const text = page('methods');
  const [whole, , written] = new RegExp(`(<!-- ${name} -->\n)([^]*?)\n<!-- end -->`).exec(text)!;
  if (process.env.DSRA_WRITE_DOCS && written !== table) {
    writeFileSync(
      'docs/methods.md',
      text.replace(whole, () => `<!-- ${name} -->\n${table}\n<!-- end -->`),
    );
    return;
  }
  expect(written).toBe(table);
}

// The recorded runs of another folder are others.
const ofThisFolder = process.env.DSRA_GOLDEN ? test.skip : test;

ofThisFolder('the methods', () => {
  expectTable('methods', tables.methods());
});
ofThisFolder('DsRA with each of them', () => {
  expectTable('with DsRA', tables.withDsra());
});
test('the papers’ settings, and where they are from', () => {
  expectTable('settings', tables.settings());
  expectTable('sources', tables.sources());
});
test('token rows of a step', () => {
  expect(tables.classNames).toHaveLength(100);
  expect(page('methods')).toContain(`${tables.averageName().toFixed(1)} tokens`);
  expectTable('token rows', tables.tokenRows(clip));
});
test('DsRA changes no layout', () => {
  expect(tables.othersWithDsra(clip)).toEqual([]);
});

const excerpts = [...page('adding-a-method').matchAll(/`([^`\n]+\.ts)`:\n\n```ts\n([^]*?)```/g)];

test.each(excerpts.map(([, file, code]) => ({ file: file!, code: code! })))(
  'excerpt of $file',
  ({ file, code }) => {
    const text = readFileSync(file, 'utf8');
    // Parts that are left out are marked by a line of their own.
    for (const part of code.split(/^ *\/\/ …\n/m)) expect(text).toContain(part);
  },
);

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs').flatMap((file) => (file.endsWith('.md') ? [`docs/${file}`] : [])),
];

test.each(pages)('links of %s lead somewhere', (name) => {
  const text = readFileSync(name, 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, link]) => link!);
  for (const link of links) {
    expect([link, existsSync(path.join(path.dirname(name), link))]).toEqual([link, true]);
  }
});
