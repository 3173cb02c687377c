import { DsraError } from '@dsra/core';
import type { DataSet } from '../../datasets/dataSet';
import { drawShots } from '../../datasets/drawShots';
import { type Cell, kindOf } from '../cell';
import type { Workshop } from './workshop';

/** The pictures of a cell. */
export interface Material {
  /** What is learned and tested: of base-to-new the first half of the classes. */
  readonly learned: DataSet;
  /** The other half. */
  readonly others?: DataSet;
  /** Other sets, with classes of their own. */
  readonly targets: readonly DataSet[];
  /** The test is what was not drawn, of a set that sets none aside: another one for each draw. */
  readonly leftOver: boolean;
  /** ImageNet's published names hold two pairs of equal names. */
  readonly allowSameNames: boolean;
}

/** @throws DsraError where a set cannot be opened, or has nothing to be learned or tested */
export async function material(cell: Cell, workshop: Workshop): Promise<Material> {
  const { set, kind } = await workshop.set(cell.dataSet, cell);
  const targets = await Promise.all(cell.targets.map(async (name) => (await workshop.set(name, cell)).set));
  const drawn = (classes: 'all' | 'base' | 'new') => draw(set, cell, classes);
  const halves = kindOf(cell) === 'baseToNew';
  const learned = drawn(halves ? 'base' : 'all');
  refuseEmpty(learned, cell);
  return {
    learned,
    ...(halves && { others: drawn('new') }),
    targets,
    leftOver: set.test.length === 0,
    allowSameNames: kind === 'published',
  };
}

/** Without training everything is a test picture, of a set that sets none aside. */
function draw(set: DataSet, { shots, seed }: Cell, classes: 'all' | 'base' | 'new'): DataSet {
  if (shots > 0) return drawShots(set, { shots, seed, classes });
  const whole = set.test.length > 0 ? set : { ...set, test: set.train };
  return drawShots(whole, { seed, classes });
}

function refuseEmpty({ title, train, test }: DataSet, { shots, protocol }: Cell): void {
  if (train.length === 0 && shots > 0) {
    throw new DsraError('badInput', `${title} has no training pictures: it is there to be tested on`);
  }
  if (test.length > 0) return;
  const says = `${title} leaves no pictures to test on with ${shots} of each class (${protocol})`;
  throw new DsraError('badInput', `${says}: add pictures, or ask for fewer shots`);
}
