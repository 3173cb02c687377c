// Runs every example as a reader would, and checks that it prints what it is there to show. Needs a build.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const shows = {
  'fit.mjs': /accuracy \d\.\d+: \d+ of \d+\n.*\nloaded again: \w+/,
  'merge-and-export.mjs': /merged\/ config\.json .*\npeft\/ adapter_config\.json adapter_model\.safetensors/,
  'own-training-loop.mjs': /step 1: loss [^]*step 8: loss .*\ntensors left: 0/,
};

for (const name of readdirSync(path.join(root, 'examples')).filter((file) => file.endsWith('.mjs'))) {
  const { status, stdout } = spawnSync(process.execPath, [path.join('examples', name)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  const fine = status === 0 && shows[name]?.test(stdout);
  console.log(`${fine ? 'ok ' : 'BAD'} examples/${name}`);
  if (fine) continue;
  console.error(
    `exit code ${status}, expected ${shows[name] ?? 'a pattern in scripts/run-examples.mjs'}, printed:\n${stdout}`,
  );
  process.exitCode = 1;
}
