/** Writes a CLIP checkpoint with random weights: `node scripts/make-random-checkpoint.mjs --architecture ViT-B/16 <folder>`. */
import path from 'node:path';
import { buildIfNeeded } from './buildIfNeeded.mjs';
import { installIfNeeded } from './install.mjs';

const root = path.dirname(import.meta.dirname);
installIfNeeded(root);
buildIfNeeded(root);

const { makeRandomCheckpoint } = await import('@dsra/bench');
process.exitCode = await makeRandomCheckpoint(process.argv.slice(2));
