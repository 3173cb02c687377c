import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { npm } from './install.mjs';

/** Builds the JavaScript (no type declarations) unless every output is newer than every source. */
export function buildIfNeeded(root) {
  if (!isStale(root)) return;
  console.error('Building …');
  npm(root, ['run', '--silent', 'build:js']);
}

function isStale(root) {
  const folders = readdirSync(path.join(root, 'packages')).map((name) => path.join(root, 'packages', name));
  const outputs = [...folders.flatMap(outputsOf), path.join(root, 'packages/bench/dist/cli.js')];
  if (!outputs.every(existsSync)) return true;
  const sources = [
    path.join(root, 'tsup.config.ts'),
    ...folders.flatMap((folder) => [path.join(folder, 'package.json'), ...filesIn(path.join(folder, 'src'))]),
  ];
  return Math.max(...sources.map(changed)) > Math.min(...outputs.map(changed));
}

/** What a package's `exports` point to in `dist`, declarations aside. */
function outputsOf(folder) {
  const { exports } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const targets = (value) => (typeof value === 'string' ? [value] : Object.values(value).flatMap(targets));
  return targets(exports)
    .filter((target) => /^\.\/dist\/.*\.c?js$/u.test(target))
    .map((target) => path.join(folder, target));
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function changed(file) {
  return statSync(file).mtimeMs;
}
