import { DsraError } from '@dsra/core';
import { type MethodEntry, methodName, methodNamed, methodTable } from '@dsra/prompts';
import { listed } from '../terminal/listed';
import type { MethodOptions } from './methodOptions';

export type NamedMethods = Pick<MethodOptions, 'method' | 'with'>;

/** A method that was asked for. */
export interface Member {
  readonly name: string;
  readonly entry: MethodEntry;
}

/**
 * `--method` and `--with`, in their order.
 * @throws DsraError `badConfig` for an unknown name, and for what has no place in a combination
 */
export function membersOf({ method, with: others = [] }: NamedMethods): Member[] {
  const names = [method, ...others].map(methodName);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new DsraError('badConfig', `${twice} is asked for twice: name it once`);
  const idle = names.filter((name) => methodNamed(name).parameters === undefined);
  if (names.length > 1 && idle.length > 0) {
    const says = `${listed(idle)} learns nothing, so it adds nothing to other methods: leave it out`;
    throw new DsraError('badConfig', says);
  }
  return names.map((name) => ({ name, entry: methodTable[name]! }));
}
