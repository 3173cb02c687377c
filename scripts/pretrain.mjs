#!/usr/bin/env node
// Trains the embedded model from nothing: `node scripts/pretrain.mjs --help`. See docs/embedded-model.md.
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
// One core multiplies, the other draws.
process.env.OPENBLAS_NUM_THREADS ??= '1';
// Only now: the bundler keeps the folder that it was loaded in.
const { build } = await import('tsup');
const outDir = '.tmp/pretrain/build';
await build({
  config: false,
  silent: true,
  entry: ['main', 'drawWorker'].map((name) => `packages/bench/src/pretrain/${name}.ts`),
  outDir,
  format: ['esm'],
  platform: 'node',
  target: 'node20',
  skipNodeModulesBundle: true,
  noExternal: [/^@dsra\//],
});
const { main } = await import(pathToFileURL(`${root}/${outDir}/main.js`).href);
await main(process.argv.slice(2));
