import { embeddedTasks } from '../../datasets/embeddedSets';
import { publishedSets } from '../../datasets/published';
import { type Cell, kindOf } from '../cell';

interface Size {
  readonly classes: number;
  readonly test: number;
}

/** Of a folder of somebody's own, which is not looked into for a guess. */
const unknown: Size = { classes: 10, test: 500 };

/** A training picture costs a pass forward and one of the gradient, which is as much as two. */
export const trainingPasses = 3;

/** Passes of a picture through a model that a cell takes: what its time grows with. */
export function cellWeight(cell: Cell): number {
  const { settings, shots, dataSet, targets, testPerClass } = cell;
  const [own, ...others] = [dataSet, ...targets].map((name) => sizeOf(name, testPerClass));
  const learned = kindOf(cell) === 'baseToNew' ? own!.classes / 2 : own!.classes;
  const tested = others.reduce((sum, { test }) => sum + test, own!.test);
  return trainingPasses * settings.epochs * shots * learned + tested;
}

function sizeOf(dataSet: string, testPerClass = 50): Size {
  const published = publishedSets.find(({ name }) => name === dataSet);
  if (published) return published.counts;
  const classes = embeddedTasks.find(({ name }) => `embedded/${name}` === dataSet)?.classNames.length;
  return classes === undefined ? unknown : { classes, test: classes * testPerClass };
}
