import { DsraError } from '@dsra/core';
import { combine, methodName, methodNamed, methodTable } from '@dsra/prompts';
import { joined } from './combination';

/**
 * The one way to write a method of a grid: the table's names, DsRA in front: `KgCoOp + dsra` → `dsra+kgCoOp`.
 * @throws DsraError `badConfig` for unknown names, and for methods that cannot be combined
 */
export function methodLabel(written: string): string {
  const names = written.split('+').map((name) => methodName(name.trim()));
  if (new Set(names).size < names.length) {
    throw new DsraError('badConfig', `${written} names a method twice: name it once`);
  }
  const idle = names.find((name) => methodTable[name]!.settings === undefined);
  if (names.length > 1 && idle) {
    throw new DsraError('badConfig', `${written}: ${idle} learns nothing, so it adds nothing to others`);
  }
  // Refuses two that claim the same.
  if (names.length > 1) combine(Object.fromEntries(names.map((name) => [name, methodNamed(name)])));
  return joined(names);
}

/** Every method of the table, in its order. */
export const allMethods: readonly string[] = Object.keys(methodTable);
