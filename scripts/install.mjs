import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Installs what package-lock.json names and node_modules lacks. Says so on stderr; ends the process where npm fails. */
export function installIfNeeded(root) {
  if (!isStale(root)) return;
  console.error('Installing dependencies (npm ci) …');
  npm(root, ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Runs npm; its output goes to stderr, so that stdout stays the command's own. */
export function npm(root, args, env = {}) {
  const cli = process.env.npm_execpath;
  const [command, ...first] = cli
    ? [process.execPath, cli]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
  const shell = !cli && process.platform === 'win32';
  const { status, error } = spawnSync(command, [...first, ...args], {
    cwd: root,
    shell,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
  });
  if (status === 0) return;
  console.error(`error: npm ${args.join(' ')} failed${error ? `: ${error.message}` : ''}`);
  process.exit(1);
}

/** Whether a package of the lock file is missing or of another version; platform-dependent ones may be missing. */
function isStale(root) {
  const wanted = packages(`${root}/package-lock.json`);
  const installed = packages(`${root}/node_modules/.package-lock.json`);
  return Object.entries(wanted).some(
    ([path, entry]) =>
      path.startsWith('node_modules/') &&
      !entry.optional &&
      !entry.link &&
      installed[path]?.version !== entry.version,
  );
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return {};
  }
}
