/** `npm run bench:mini`: installs and builds what is missing, then measures and reports. `--help` says what. */
import path from 'node:path';
import { buildIfNeeded } from './buildIfNeeded.mjs';
import { installIfNeeded } from './install.mjs';

const root = path.dirname(import.meta.dirname);
installIfNeeded(root);
buildIfNeeded(root);

const { benchMini, writeReport } = await import('@dsra/bench');
process.exitCode = await benchMini(process.argv.slice(2), writeReport);
