import type { ClipConfig } from '@dsra/clip';
import type { Method } from '@dsra/prompts';
import { learnedShapes } from '../../packages/prompts/src/method';
import { isTransposed, methodOf, pathOf, type RecordedRun } from './recordedRuns';

/**
 * Why a recorded run is none of a method here; nothing if it is one. Settings only guess the method: it has to learn
 * exactly what was recorded, in the same shapes, by the same optimiser.
 */
export function whyUnknown(run: RecordedRun, config: ClipConfig): string | undefined {
  const { kind = 'training', trainable, classnames, optimizer } = run;
  if (!('trainable' in run)) return 'nothing is learned in it';
  if (kind !== 'training') return `it is of the kind "${kind}", and not a training`;
  const method = madeFrom(run);
  if (typeof method === 'string') return method;
  const shapes = new Map(Object.entries(learnedShapes(method, { config, classes: classnames.length })));
  const problems = Object.entries(trainable).flatMap(([official, stored]) => {
    const path = pathOf(run, official);
    const ours = path === undefined ? undefined : shapes.get(path);
    if (path === undefined || ours === undefined) return [`nothing here is called ${official}`];
    shapes.delete(path);
    const theirs = isTransposed(official) ? [...stored].reverse() : stored;
    return String(ours) === String(theirs) ? [] : [`${official} is [${theirs}], and here [${ours}]`];
  });
  const missing = [...shapes.keys()].map((path) => `${path} is not in it`);
  return some([...problems, ...missing, ...otherOptimizer(optimizer)]);
}

/** The method, or why there is none. */
function madeFrom(run: RecordedRun): Method | string {
  try {
    const method = methodOf(run);
    if (method) return method;
  } catch (error) {
    return `its settings are none of a method here: ${(error as Error).message}`;
  }
  return `no method here has the settings ${Object.keys(run.hyper ?? {}).join(', ')}`;
}

/** The recorded runs of the methods here are all trained in one way. */
function otherOptimizer({ name = 'sgd', groups }: RecordedRun['optimizer']): string[] {
  if (groups) return ['it has several learning rates'];
  return name === 'sgd' ? [] : [`it is trained by ${name} and not by sgd`];
}

function some(problems: readonly string[]): string | undefined {
  if (problems.length === 0) return undefined;
  const more = problems.length > 2 ? `; and ${problems.length - 2} more` : '';
  return problems.slice(0, 2).join('; ') + more;
}
