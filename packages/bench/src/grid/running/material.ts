import { DsraError } from '@dsra/core';
import type { DataSet } from '../../datasets/dataSet';
import { drawShots } from '../../datasets/drawShots';
import { type Cell, kindOf } from '../cell';
import { openedSet } from './openedSet';
import type { Workshop } from './workshop';

/** A set whose test pictures are tested on. */
export interface TestedSet extends DataSet {
  /** The same wherever the same pictures are tested on, in whatever cell. */
  readonly testKey: string;
}

/** The pictures of a cell. */
export interface Material {
  /** What is learned and tested: of base-to-new the first half of the classes. */
  readonly learned: TestedSet;
  /** The other half. */
  readonly others?: TestedSet;
  /** Other sets, with classes of their own. */
  readonly targets: readonly TestedSet[];
  /** ImageNet's published names hold two pairs of equal names. */
  readonly allowSameNames: boolean;
}

type Classes = 'all' | 'base' | 'new';

/** @throws DsraError where a set cannot be opened, or has nothing to be learned or tested, or too little of a class */
export async function material(cell: Cell, workshop: Workshop): Promise<Material> {
  const { set, kind } = await openedSet(cell.dataSet, cell, workshop);
  const targets = await Promise.all(
    cell.targets.map(async (name) => whole((await openedSet(name, cell, workshop)).set, cell)),
  );
  const drawn = (classes: Classes) => draw(set, cell, { classes, allowFewer: kind !== 'own' });
  const halves = kindOf(cell) === 'baseToNew';
  const learned = drawn(halves ? 'base' : 'all');
  const others = halves ? drawn('new') : undefined;
  refuseEmpty(learned, cell);
  if (others) refuseEmpty(others, cell);
  return { learned, ...(others && { others }), targets, allowSameNames: kind === 'published' };
}

/** Nothing is learned from a target: where it sets nothing aside, all of it is a test. */
function whole(set: DataSet, cell: Cell): TestedSet {
  const isApart = set.test.length > 0;
  return {
    ...set,
    test: isApart ? set.test : set.train,
    testKey: keyOf(set, cell, isApart ? ['all'] : ['whole']),
  };
}

/** Without training everything is a test picture, of a set that sets none aside. */
function draw(
  set: DataSet,
  cell: Cell,
  { classes, allowFewer }: { classes: Classes; allowFewer: boolean },
): TestedSet {
  const { shots, seed } = cell;
  const isApart = set.test.length > 0;
  const drawn =
    shots > 0
      ? drawShots(set, { shots, seed, classes, allowFewer })
      : drawShots(isApart ? set : { ...set, test: set.train }, { seed, classes });
  // The test is what was not drawn, of a set that sets none aside: another one for each draw.
  return { ...drawn, testKey: keyOf(set, cell, isApart ? [classes] : [classes, shots, seed]) };
}

const keyOf = (
  { name }: DataSet,
  { testPerClass, contents }: Cell,
  part: readonly (string | number)[],
): string => JSON.stringify([name, testPerClass, contents, ...part]);

function refuseEmpty({ title, train, test }: DataSet, { shots, protocol }: Cell): void {
  if (train.length === 0 && shots > 0) {
    throw new DsraError('badInput', `${title} has no training pictures: it is there to be tested on`);
  }
  if (test.length > 0) return;
  const says = `${title} leaves no pictures to test on with ${shots} of each class (${protocol})`;
  throw new DsraError('badInput', `${says}: add pictures, or ask for fewer shots`);
}
