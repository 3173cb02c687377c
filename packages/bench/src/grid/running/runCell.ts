import { countTrainable, fit } from '@dsra/prompts';
import { using } from '../../inference/using';
import { stepTimer } from './stepTimer';
import { type Cell, cellId } from '../cell';
import { cellMethod, cellPlan } from '../cellMethod';
import type { CellRecord } from '../record';
import type { BeforeAndAfter } from '../results';
import { cellShare } from './cellShare';
import { embeddingsOf } from './embeddings';
import { lossCurve } from './lossCurve';
import { material } from './material';
import { measurementsOf } from './measurements';
import { picturesPerSecond } from './picturesPerSecond';
import { plainMetrics } from './plainMetrics';
import { surroundings } from './surroundings';
import type { Workshop } from './workshop';

export interface RunHooks {
  /** Stops between two steps, or two batches of test pictures: a DsraError `interrupted`. */
  readonly signal?: AbortSignal | undefined;
  /** How much of the training and the tests is done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** What a cell gave. */
export interface RanCell {
  readonly record: CellRecord;
  readonly embeddings?: BeforeAndAfter | undefined;
}

/**
 * Executes one cell: draws its shots, trains, tests. The same cell gives the same numbers, but for rounding between backends.
 * @throws whatever fails; a failure is written down by `runUnit`
 */
export async function runCell(
  cell: Cell,
  workshop: Workshop,
  { signal, onProgress }: RunHooks = {},
): Promise<RanCell> {
  const start = performance.now();
  const model = await workshop.model(cell.model);
  const { clip, fingerprint } = model;
  const shown = await material(cell, workshop);
  const { learned, allowSameNames } = shown;
  const method = cellMethod(cell);
  const share = cellShare(cell, shown, onProgress);
  const room = { model, workshop, signal, onTested: share.tested };
  const plain = await plainMetrics(cell, shown, method, { model, workshop, signal });
  const [curve, timer] = [lossCurve(), stepTimer()];
  const tuned = await fit(method, {
    ...{ clip, classNames: learned.classNames, allowSameNames },
    examples: learned.train.map((item) => ({ image: () => item.read(), label: item.label })),
    ...(cell.shots > 0 && cellPlan(cell)),
    ...(signal && { signal }),
    onProgress: (progress) => {
      timer.lap();
      curve.add(progress);
      share.trained((progress.epoch - 1 + progress.step / progress.steps) / progress.epochs);
    },
  });
  return using(tuned, async () => {
    const tests = await measurementsOf(cell, tuned, { shown, plain }, room);
    const speed = await picturesPerSecond(tuned, learned.test);
    const embeddings = cell.embeddings && (await embeddingsOf(cell, tuned, { learned, clip }, { signal }));
    const record: CellRecord = {
      version: 1,
      id: cellId(cell),
      cell,
      status: 'done',
      model: fingerprint,
      chosen: cell.shots > 0 ? learned.train.map(({ id }) => id) : [],
      ...surroundings(await workshop.backend()),
      curve: curve.epochs(),
      metrics: { ...tests.metrics, picturesPerSecond: speed },
      perClass: tests.perClass,
      ...(tests.confusion && { confusion: tests.confusion }),
      parameters: countTrainable(method, clip.config, { classes: learned.classNames.length }).total,
      stepSeconds: timer.median(),
      picturesPerSecond: speed,
      seconds: (performance.now() - start) / 1000,
      finishedAt: new Date().toISOString(),
    };
    return { record, embeddings };
  });
}
