/**
 * `npm run build`: JavaScript and type declarations of every package. `--js`: JavaScript alone, which is all that
 * `npm start` needs; declarations of an earlier build stay.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const onlyJs = process.argv.includes('--js');

for (const name of readdirSync(path.join(root, 'packages'))) {
  const dist = path.join(root, 'packages', name, 'dist');
  for (const file of existsSync(dist) ? readdirSync(dist) : []) {
    if (!onlyJs || /\.c?js(\.map)?$/u.test(file)) rmSync(path.join(dist, file), { recursive: true });
  }
}
const tsup = path.join(root, 'node_modules/tsup/dist/cli-default.js');
const { status } = spawnSync(process.execPath, [tsup, ...(onlyJs ? ['--silent'] : [])], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...(onlyJs && { DSRA_NO_DTS: '1' }) },
});
process.exitCode = status ?? 1;
