import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { architectures } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
import { DsraError, isDsraError } from '@dsra/core';
import { writeFilesAtomically } from '@dsra/core/node';
import { describeBackend, useBackend } from '@dsra/runtime';
import { startOurProcess } from '../speed/ourProcess';
import { ensureRandomCheckpoint } from '../speed/randomCheckpoint';
import { median } from '../statistics';
import { type Io, processIo } from '../terminal/io';
import { table } from '../terminal/table';
import { type Ablation, measureAblation } from './ablation';
import { type EpochPoint, measureEpochs } from './epochs';
import { startFastestWasm } from './fastestWasm';
import { type GrowthPoint, measureGrowth } from './growth';
import { growthPlot } from './growthPlot';

export const growthHelp = `npm run bench:growth -- [options]

How the cost of a training step grows with classes, resolution, depth and shots, and what each fused kernel saves, on
this machine: tables, and with --out a drawing (growth.svg) and the numbers (growth.json). About 15 minutes.

  --out FOLDER     writes growth.svg and growth.json
  --repeats N      steps per point (default 5)
  --quick          few and small points: two minutes
  --json           the numbers
`;

interface GrowthResult {
  readonly processor: string;
  readonly cores: number;
  readonly backend: readonly string[];
  readonly growth: readonly GrowthPoint[];
  readonly epochs: readonly EpochPoint[];
  readonly ablation: readonly Ablation[];
}

const full = { classes: [10, 30, 100, 300, 1000], resolution: [112, 224, 336, 448], layers: [3, 6, 12, 18] };
const quick = { classes: [10, 30], resolution: [64, 112], layers: [1, 2] };

/** `npm run bench:growth`: measures, prints, gives the exit code: 0, or 2 for bad input. Progress goes to stderr. */
export async function benchGrowth(
  args: readonly string[],
  { stdout, stderr }: Pick<Io, 'stdout' | 'stderr'> = processIo(),
): Promise<number> {
  const say = (line: string) => void stderr.write(`${line}\n`);
  try {
    const options = read(args);
    if (options.help) {
      stdout.write(growthHelp);
      return 0;
    }
    const result = await measure(options, say);
    if (options.out !== undefined) await write(options.out, result);
    stdout.write(options.json ? `${JSON.stringify(result)}\n` : `${shown(result).join('\n')}\n`);
    return 0;
  } catch (error) {
    if (!isDsraError(error)) throw error;
    say(`error: ${error.message}`);
    return 2;
  }
}

interface Options {
  readonly help: boolean;
  readonly json: boolean;
  readonly quick: boolean;
  readonly out: string | undefined;
  readonly repeats: number;
}

/** @throws DsraError `badInput` naming the option */
function read(args: readonly string[]): Options {
  const flag = { type: 'boolean' } as const;
  const text = { type: 'string' } as const;
  const options = { help: flag, json: flag, quick: flag, out: text, repeats: text };
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    throw new DsraError('badInput', `${(error as Error).message.split('. ')[0]!}; see --help`);
  }
  const repeats = Number(values.repeats ?? 5);
  if (!Number.isInteger(repeats) || repeats < 1) {
    throw new DsraError('badInput', `--repeats takes whole numbers from 1 on, not "${values.repeats!}"`);
  }
  const { help = false, json = false, quick: small = false, out } = values;
  return { help, json, quick: small, out, repeats };
}

const program = fileURLToPath(new URL('../../../scripts/bench-speed.mjs', import.meta.url));

async function measure(options: Options, say: (line: string) => void): Promise<GrowthResult> {
  const { mode, backend: started } = await startFastestWasm();
  const backend = describeBackend(started);
  backend.forEach(say);
  const { repeats } = options;
  const start = startOurProcess(program);
  const growth = await measureGrowth({
    ...{ methods: ['dsra', 'dsraPromptSrc'], mode, repeats, start, onLine: say },
    values: options.quick ? quick : full,
  });
  const epochs = await measureEpochs(mode, [1, 2, 4, 8, 16]);
  await useBackend(mode);
  const model = path.join(tmpdir(), 'dsra-random-vit-b-16');
  await ensureRandomCheckpoint(model, architectures['ViT-B/16']);
  const rounds = options.quick ? 1 : repeats;
  const ablation = await measureAblation(await loadClip(model), {
    ...{ method: 'dsra', classes: 10, rounds, onLine: say },
  });
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    backend,
    growth,
    epochs,
    ablation,
  };
}

async function write(folder: string, result: GrowthResult): Promise<void> {
  await writeFilesAtomically(folder, {
    'growth.json': `${JSON.stringify(result, undefined, 1)}\n`,
    'growth.svg': `${await growthPlot(result.growth, result.epochs)}\n`,
  });
}

function shown({ growth, epochs, ablation }: GrowthResult): string[] {
  const seconds = (milliseconds: readonly number[]) => (median(milliseconds) / 1000).toFixed(2);
  const points = growth.map(({ axis, value, method, milliseconds, peakMemoryBytes }) => [
    ...[axis, String(value), method, seconds(milliseconds)],
    (peakMemoryBytes / 2 ** 30).toFixed(2),
  ]);
  const all = median(ablation[0]!.milliseconds);
  return [
    ...table([['axis', 'value', 'method', 's a step', 'GB resident'], ...points]),
    '',
    ...table([
      ['shots', 's an epoch'],
      ...epochs.map(({ shots, seconds: s }) => [String(shots), median(s).toFixed(2)]),
    ]),
    '',
    ...table([
      ['without', 's a step', 'slower by'],
      ...ablation.map(({ without, milliseconds }) => [
        without.length === 0 ? 'nothing' : without.join(', '),
        seconds(milliseconds),
        `${(100 * (median(milliseconds) / all - 1)).toFixed(0)} %`,
      ]),
    ]),
  ];
}
