#!/usr/bin/env node
import { existsSync } from 'node:fs';

const built = new URL('../dist/cli.js', import.meta.url);

if (existsSync(built)) {
  await import(built);
} else {
  console.error('error: dsra is not built yet: run `npm run build:js` in its repository first');
  process.exitCode = 2;
}
