import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';

const root = process.cwd();

/** Builds the packages where they are older than their sources: other processes run what is built. */
export function buildPackages(): void {
  const script = `import { buildIfNeeded } from './scripts/buildIfNeeded.mjs'; buildIfNeeded(process.cwd());`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

/** `dsra` in a process of its own. */
export interface Program {
  readonly pid: number;
  /** All that it said so far. */
  out(): string;
  err(): string;
  /** Its exit code; null when a signal ended it. */
  readonly ended: Promise<number | null>;
  kill(signal: NodeJS.Signals): void;
}

export function startDsra(args: readonly string[], folder: string): Program {
  const child = spawn(process.execPath, [path.join(root, 'packages/bench/bin/dsra.js'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return {
    pid: child.pid!,
    out: () => out,
    err: () => err,
    ended: new Promise((resolve) => {
      child.on('close', resolve);
    }),
    kill: (signal) => child.kill(signal),
  };
}

/** Waits until something is so. */
export async function until(what: () => boolean, seconds = 60): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  while (!what()) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
