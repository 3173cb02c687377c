/**
 * `npm test`: installs what is missing, then runs jest. `--golden` runs the golden suite alone, `--slow` the
 * `*.slow.test.ts` alone, which `npm test` leaves out; other arguments are jest's.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { installIfNeeded } from './install.mjs';

/** Every test of recorded numbers: all read their folder from `DSRA_GOLDEN` where that is set. */
const golden = [
  'test/golden/',
  'packages/core/src/random.test.ts',
  'packages/core/src/dualShared.test.ts',
  'packages/clip/src/preprocessing/preprocess.test.ts',
  'packages/clip/src/tokenizer/tokenizer.test.ts',
  'packages/clip/src/node/loadClip.test.ts',
  'packages/prompts/src/optimizers/optimizers.test.ts',
  'packages/prompts/src/parts/gaussianAverage.test.ts',
  'packages/prompts/src/schedules/cosineWithWarmup.test.ts',
  'packages/bench/src/data/sampling.test.ts',
];
const suites = { '--golden': golden, '--slow': ['\\.slow\\.test'] };

const root = path.dirname(import.meta.dirname);
installIfNeeded(root);

const args = process.argv.slice(2);
const chosen = args.flatMap((arg) => suites[arg] ?? []);
const rest = args.filter((arg) => !(arg in suites));
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const { status } = spawnSync(process.execPath, [...node, jest, ...chosen, ...rest], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...(args.includes('--slow') && { DSRA_SLOW: process.env.DSRA_SLOW || '1' }) },
});
process.exitCode = status ?? 1;
