/** `npm run bench:growth`: installs and builds what is missing, then measures. `--help` says what. */
import path from 'node:path';
import { buildIfNeeded } from './buildIfNeeded.mjs';
import { installIfNeeded } from './install.mjs';

const root = path.dirname(import.meta.dirname);
installIfNeeded(root);
buildIfNeeded(root);

const { benchGrowth } = await import('@dsra/bench');
process.exitCode = await benchGrowth(process.argv.slice(2));
