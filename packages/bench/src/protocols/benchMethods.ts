import { isDsraError } from '@dsra/core';
import { loadClip } from '@dsra/clip/node';
import { describeBackend, useBackend } from '@dsra/runtime';
import { embeddedModel } from '../embeddedModel';
import { using } from '../inference/using';
import { duration } from '../terminal/figures';
import { type Io, processIo } from '../terminal/io';
import { type CellOptions, cellSettings, methodCell, type MethodResult, plainAccuracy } from './methodCell';
import { readResults, writeResults } from './methodResultsFile';
import { methodsHelp, type MethodsOptions, parseMethodsOptions } from './methodsOptions';
import { methodRows, methodsTable } from './methodsTable';

/**
 * `npm run bench:methods`: trains, prints a table, gives the exit code: 0, or 2 for bad input. Progress goes to stderr.
 */
export async function benchMethods(
  args: readonly string[],
  { stdout, stderr }: Pick<Io, 'stdout' | 'stderr'> = processIo(),
): Promise<number> {
  const say = (line: string) => void stderr.write(`${line}\n`);
  try {
    const options = parseMethodsOptions(args);
    if (options.help) {
      stdout.write(methodsHelp);
      return 0;
    }
    const results = await compute(options, say);
    const rows = methodRows(results, options.contestants);
    stdout.write(
      options.json
        ? `${JSON.stringify({ rows, results }, undefined, 2)}\n`
        : `\n${methodsTable(rows).join('\n')}\n`,
    );
    return 0;
  } catch (error) {
    if (!isDsraError(error)) throw error;
    say(`error: ${error.message}`);
    return 2;
  }
}

type Cell = Omit<CellOptions, 'clip' | 'plain'>;

/** Every cell that was asked for: from the results file where it is there, else trained now. */
async function compute(options: MethodsOptions, say: (line: string) => void): Promise<MethodResult[]> {
  const { backend, threads, out } = options;
  const known = out === undefined ? [] : await readResults(out);
  const cells = cellsOf(options);
  const missing = cells.filter((cell) => !known.some((result) => isOf(result, cell)));
  if (missing.length === 0) return known.filter((result) => cells.some((cell) => isOf(result, cell)));
  describeBackend(await useBackend(backend, threads === undefined ? {} : { threads })).forEach(say);
  await using(await loadClip(embeddedModel()), async (clip) => {
    const plain = plainAccuracy(clip);
    const start = performance.now();
    for (const [done, cell] of missing.entries()) {
      const result = await methodCell({ clip, plain, ...cell });
      known.push(result);
      if (out !== undefined) await writeResults(out, known);
      const left = ((performance.now() - start) / (done + 1)) * (missing.length - done - 1);
      say(`${done + 1} of ${missing.length}: ${lineOf(result)}; ${duration(left)} left`);
    }
  });
  return known.filter((result) => cells.some((cell) => isOf(result, cell)));
}

function cellsOf({ tasks, contestants, seeds, ...options }: MethodsOptions): Cell[] {
  const { shots, testPerClass, epochs, validation } = options;
  return seeds.flatMap((seed) =>
    tasks.flatMap((task) =>
      contestants.flatMap((contestant) =>
        (['fewShot', 'baseToNew'] as const).map((protocol) => ({
          task,
          contestant,
          protocol,
          seed,
          shots,
          testPerClass,
          epochs,
          validation,
        })),
      ),
    ),
  );
}

const isOf = (result: MethodResult, cell: Cell): boolean =>
  result.task === cell.task.name &&
  result.method === cell.contestant.method &&
  result.withDsra === cell.contestant.withDsra &&
  result.protocol === cell.protocol &&
  result.seed === cell.seed &&
  result.shots === cell.shots &&
  result.testPerClass === cell.testPerClass &&
  JSON.stringify(result.settings) === JSON.stringify(cellSettings(cell));

function lineOf(result: MethodResult): string {
  const percent = (share: number | null) =>
    share === null ? 'not possible' : `${(100 * share).toFixed(1)} %`;
  const numbers =
    result.protocol === 'fewShot'
      ? `${percent(result.zeroShot)} → ${percent(result.accuracy)}`
      : `base ${percent(result.zeroShotBase)} → ${percent(result.base)}, new ${percent(result.zeroShotNew)} → ${percent(result.new)}`;
  return `${result.task} ${result.method}${result.withDsra ? ' with DsRA' : ''}, seed ${result.seed}: ${numbers}`;
}
