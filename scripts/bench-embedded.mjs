/**
 * `npm run bench:embedded`: DsRA against zero-shot on every drawn task, on the embedded model: 16 shots, three seeds.
 * Options: --shots N, --seeds 1,2,3, --test N (test pictures per class), --backend NAME, --json.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfNeeded } from './build.mjs';
import { installIfNeeded } from './install.mjs';

const root = path.dirname(import.meta.dirname);
installIfNeeded(root);
buildIfNeeded(root);

const { values } = parseArgs({
  options: {
    shots: { type: 'string', default: '16' },
    seeds: { type: 'string', default: '1,2,3' },
    test: { type: 'string', default: '50' },
    backend: { type: 'string', default: 'auto' },
    json: { type: 'boolean', default: false },
  },
});
const { embeddedResults, embeddedTable } = await import('@dsra/bench');
const results = await embeddedResults({
  shots: Number(values.shots),
  seeds: values.seeds.split(',').map(Number),
  testPerClass: Number(values.test),
  backend: values.backend,
  say: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(
  values.json ? `${JSON.stringify(results, undefined, 2)}\n` : `\n${embeddedTable(results).join('\n')}\n`,
);
