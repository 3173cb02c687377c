import { methodTable } from '@dsra/prompts';

/** What the paper plugs into other methods; labels of combinations have it in front: `dsra+kgCoOp`. */
export const pluggedIn = 'dsra';

/** `dsra+kgCoOp` → `dsra`, `kgCoOp` */
export const membersOf = (method: string): string[] => method.split('+');

/** A label's members, the plug-in first. */
export const joined = (names: readonly string[]): string =>
  [...names.filter((name) => name === pluggedIn), ...names.filter((name) => name !== pluggedIn)].join('+');

/** `dsra+kgCoOp` → `kgCoOp`; a method on its own is its own host. */
export const hostOf = (method: string): string =>
  membersOf(method).find((name) => name !== pluggedIn) ?? method;

export const withPlugIn = (host: string): string => joined([host, pluggedIn]);

export const isCombined = (method: string): boolean => membersOf(method).length > 1;

/** Whether there is anything to train: not in plain CLIP. */
export const learns = (method: string): boolean =>
  membersOf(method).some((name) => methodTable[name]?.settings !== undefined);

/** Methods of the table that bring DsRA's adapters. */
export const bringsAdapters = (name: string): boolean =>
  Object.hasOwn(methodTable[name]?.options ?? {}, 'rank');

/** Whether an ablation of DsRA means something for it. */
export const hasAdapters = (method: string): boolean => membersOf(method).some(bringsAdapters);
