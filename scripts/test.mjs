/**
 * `npm test`: installs what is missing, then runs jest. `--golden` runs the golden suite alone, `--slow` the
 * `*.slow.test.ts` alone, which `npm test` leaves out; the rest is jest's.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { installIfNeeded } from './install.mjs';

const root = path.dirname(import.meta.dirname);
installIfNeeded(root);

const args = process.argv.slice(2);
const suite = args.includes('--golden')
  ? ['test/golden/']
  : args.includes('--slow')
    ? ['\\.slow\\.test']
    : [];
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const rest = args.filter((arg) => !['--golden', '--slow'].includes(arg));
const { status } = spawnSync(process.execPath, [...node, jest, ...suite, ...rest], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...(args.includes('--slow') && { DSRA_SLOW: '1' }) },
});
process.exitCode = status ?? 1;
