/** `npm start`: installs and builds what is missing, then shows the main job (`dsra demo`). */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { buildIfNeeded } from './buildIfNeeded.mjs';
import { installIfNeeded } from './install.mjs';

const root = path.dirname(import.meta.dirname);
installIfNeeded(root);
buildIfNeeded(root);

const command = [path.join(root, 'packages/bench/bin/dsra.js'), 'demo', ...process.argv.slice(2)];
// Ctrl-C reaches the demo itself, which says how to go on; this process only waits for it.
process.on('SIGINT', () => undefined);
const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
