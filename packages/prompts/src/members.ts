import { type Insertions, overlap } from '@dsra/clip';
import { DsraError, type Params } from '@dsra/core';
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

/**
 * What several methods insert into one tower, in their order.
 * @throws DsraError `badConfig` naming two that write vectors over the same tokens
 */
export function joined(parts: readonly (readonly [key: string, insertions: Insertions])[]): Insertions {
  const vectors = parts.flatMap(([key, { vectors = [] }]) => vectors.map((at) => ({ key, at })));
  for (const [i, one] of vectors.entries()) {
    const other = vectors.slice(i + 1).find(({ at }) => overlap(one.at, at));
    if (!other) continue;
    const who = one.key === other.key ? one.key : `${one.key} and ${other.key}`;
    throw new DsraError(
      'badConfig',
      `${who} cannot be combined: vectors at layer ${one.at.layer} would be written over the same tokens`,
    );
  }
  return {
    adapters: parts.flatMap(([, { adapters = [] }]) => adapters),
    vectors: vectors.map(({ at }) => at),
  };
}

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
