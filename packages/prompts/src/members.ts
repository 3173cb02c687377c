import type { Insertions } from '@dsra/clip';
import type { Params } from '@dsra/core';
import type { Loss, Method, Outcome, Setup } from './method';

/** The methods of a combination, in their order. */
export type Members = readonly (readonly [key: string, method: Method])[];

/** The members that have one of these. */
export const having = (members: Members, ...slots: readonly (keyof Method)[]): Members =>
  members.filter(([, method]) => slots.some((slot) => method[slot] !== undefined));

/** One subtree per member that has something; the others are left out. */
export function gather(members: Members, each: (method: Method, key: string) => Params | undefined): Params {
  const parts = members.map(([key, method]) => [key, each(method, key) ?? {}] as const);
  return Object.fromEntries(parts.filter(([, part]) => Object.keys(part).length > 0));
}

/** What several methods insert into one tower, in their order. */
export const joined = (parts: readonly Insertions[]): Insertions => ({
  adapters: parts.flatMap(({ adapters = [] }) => adapters),
  vectors: parts.flatMap(({ vectors = [] }) => vectors),
});

/** A member's own subtree. */
export const own = (params: Params, key: string): Params => (params[key] ?? {}) as Params;

/** What a member sees of the setup: its own frozen tensors. */
export const ownSetup = (setup: Setup, key: string): Setup => ({
  ...setup,
  prepared: own(setup.prepared, key),
  classTeacher: own(setup.classTeacher, key),
});

/** A member's loss as a loss of the whole. */
export const ownLoss =
  (loss: Loss, key: string): Loss =>
  (params, outcome) =>
    loss(own(params, key), ownOutcome(outcome, key));

const ownOutcome = (outcome: Outcome, key: string): Outcome => ({
  ...outcome,
  prepared: own(outcome.prepared, key),
  classTeacher: own(outcome.classTeacher, key),
  imageTeacher: own(outcome.imageTeacher, key),
});
