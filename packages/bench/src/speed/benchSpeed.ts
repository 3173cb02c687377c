import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadClip } from '@dsra/clip/node';
import { isDsraError } from '@dsra/core';
import { useBackend } from '@dsra/runtime';
import { type Io, processIo } from '../terminal/io';
import { comparePyTorch, type PyTorchComparison } from './comparePyTorch';
import { compareSpeeds } from './compareSpeeds';
import { findPyTorch } from './pyTorchProcess';
import { ensureRandomCheckpoint } from './randomCheckpoint';
import { parseSpeedOptions, speedHelp, type SpeedOptions } from './speedOptions';
import { speedTable } from './speedTable';
import { pictureEncoding, trainingStep, type Workload } from './workload';

/** `npm run bench:speed`: measures, prints, gives the exit code. Progress goes to stderr. */
export async function benchSpeed(
  args: readonly string[],
  { stdout, stderr }: Io = processIo(),
): Promise<number> {
  const print = (line: string) => void stdout.write(`${line}\n`);
  const say = (line: string) => void stderr.write(`${line}\n`);
  try {
    const options = parseSpeedOptions(args);
    if (options.help) print(speedHelp);
    else (await measure(options, say)).forEach(print);
    return 0;
  } catch (error) {
    if (!isDsraError(error)) throw error;
    say(`error: ${error.message}`);
    return 2;
  }
}

/** What to print. */
async function measure(options: SpeedOptions, say: (line: string) => void): Promise<string[]> {
  await useBackend('wasm');
  const clip = await loadClip(options.model ?? (await randomModel(options.architecture, say)));
  const steps = options.methods.flatMap((name) =>
    options.classes.map((classes) => trainingStep(clip, classes, name)),
  );
  const workloads = [...steps, pictureEncoding(clip)];
  const compared = await compareSpeeds(clip, workloads, { repeats: options.repeats, onLine: say });
  const pyTorch = await besidePyTorch(workloads, options, say);
  clip.dispose();
  const result = { ...compared, ...(pyTorch && { pyTorch }) };
  return options.json ? [JSON.stringify(result)] : speedTable(result);
}

async function besidePyTorch(
  workloads: readonly Workload[],
  { pyTorchRepeats: repeats }: SpeedOptions,
  onLine: (line: string) => void,
): Promise<PyTorchComparison[] | undefined> {
  if (repeats === 0) return undefined;
  const python = findPyTorch();
  if (python === undefined) {
    onLine(
      'left out PyTorch: no python3 here has torch (Debian: apt-get install python3-torch; or set DSRA_PYTHON)',
    );
    return undefined;
  }
  const { threads = availableParallelism() } = await useBackend('wasm');
  return comparePyTorch(workloads, { python, threads, repeats, onLine });
}

/** A checkpoint of random weights in the temporary folder, kept for the next time. */
async function randomModel(
  { name, config }: SpeedOptions['architecture'],
  say: (line: string) => void,
): Promise<string> {
  const folder = join(tmpdir(), `dsra-random-${name.replaceAll(/[^\w]+/gu, '-').toLowerCase()}`);
  say(`model: ${name} with random weights, in ${folder}`);
  await ensureRandomCheckpoint(folder, config);
  return folder;
}
