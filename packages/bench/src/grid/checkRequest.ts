import { DsraError } from '@dsra/core';
import { dataSetNamed } from '../datasets/dataSetNamed';
import { embeddedTasks } from '../datasets/embeddedSets';
import { publishedSets } from '../datasets/published';
import { shifts } from '../world/tasks/shifts';
import type { BenchProtocol } from './cell';
import { learns } from './combination';
import type { GridRequest } from './protocols/plan';

interface Asked extends GridRequest {
  readonly protocol: BenchProtocol;
  /** Somebody named the targets: they are not the protocol's own. */
  readonly targetsNamed: boolean;
}

/**
 * Refuses what can only fail, or would say nothing, before anything runs.
 * @throws DsraError `badInput`
 */
export function checkRequest(asked: Asked): void {
  const { protocol, methods, dataSets, targets } = asked;
  // Halves of classes are those of the training pictures.
  const trains = protocol === 'baseToNew' || methods.some(learns);
  const untaught = trains ? dataSets.find(isForTests) : undefined;
  if (untaught !== undefined) {
    throw new DsraError(
      'badInput',
      `${untaught} has no training pictures: it is there to be tested on (--targets)`,
    );
  }
  if (protocol !== 'domainGeneralisation') return;
  for (const source of dataSets) {
    const foreign = targets.find((target) => target !== source && !isShiftOf(source, target, asked));
    if (foreign === undefined) continue;
    const says = `${foreign} does not show the classes of ${source} under a shift`;
    throw new DsraError('badInput', `${says}: name sets that do with --targets, or ask for cross-data-set`);
  }
}

const shiftNames = Object.values<{ name: string }>(shifts).map(({ name }) => `embedded/${name}`);
const shiftsOfImageNet = publishedSets.filter(({ counts }) => counts.train === 0).map(({ name }) => name);

const isForTests = (name: string): boolean => shiftNames.includes(name) || shiftsOfImageNet.includes(name);

/** Of somebody's own sets nobody knows before they are opened: who names them will. */
function isShiftOf(source: string, target: string, { targetsNamed }: Asked): boolean {
  const kinds = [source, target].map((name) => dataSetNamed(name).kind);
  if (kinds.includes('own')) return targetsNamed;
  if (kinds[0] !== kinds[1]) return false;
  if (kinds[0] === 'published') return source === 'imagenet' && shiftsOfImageNet.includes(target);
  const known = classesOf(source);
  return classesOf(target).every((name) => known.includes(name));
}

const classesOf = (name: string): readonly string[] =>
  embeddedTasks.find((task) => `embedded/${task.name}` === name)?.classNames ?? [];
