/** `npm test`: installs what is missing, then runs jest. `--golden` runs the golden suite alone; the rest is jest's. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { installIfNeeded } from './install.mjs';

const root = path.dirname(import.meta.dirname);
installIfNeeded(root);

const args = process.argv.slice(2);
const golden = args.includes('--golden') ? ['test/golden/'] : [];
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
const node = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const rest = args.filter((arg) => arg !== '--golden');
const { status } = spawnSync(process.execPath, [...node, jest, ...golden, ...rest], {
  cwd: root,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
