/** `npm run bench:browser`: installs what is missing, bundles the page, then measures in Chromium. `--help` says what. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { installIfNeeded } from './install.mjs';

const root = path.dirname(import.meta.dirname);
installIfNeeded(root);

const { build } = createRequire(import.meta.url)('esbuild');
const source = (file) => path.join(root, 'packages/bench/src/browser', file);
const common = { bundle: true, target: 'es2022', logLevel: 'error', absWorkingDir: root };

// Not minified: threads hang in a minified page.
const page = { entryPoints: [source('page.ts')], format: 'iife', globalName: 'dsra', write: false };
const { outputFiles } = await build({ ...common, ...page });

// In the root's node_modules, from where the packages that are not bundled are found.
const outfile = path.join(root, 'node_modules/.cache/dsra/benchBrowser.mjs');
const entry = { entryPoints: [source('benchBrowser.ts')], platform: 'node', format: 'esm', outfile };
await build({ ...common, ...entry, packages: 'external' });

const { benchBrowser } = await import(pathToFileURL(outfile).href);
const wasm = path.join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist');
process.exitCode = await benchBrowser(process.argv.slice(2), {
  script: outputFiles[0].text,
  wasm,
  model: path.join(root, 'packages/bench/model'),
});
