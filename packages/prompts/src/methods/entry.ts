import { DsraError } from '@dsra/core';
import * as z from 'zod/mini';
import type { Method } from '../method';
import type { PaperSettings } from '../paperSettings';
import type { Json } from '../recipe';

/** One option of a method: enough to check it and to explain it. */
export interface MethodOption {
  readonly about: string;
  /** What it takes, for `--help` and for refusals: "a whole number above 0". */
  readonly expects: string;
  readonly default?: Json;
  /** The default where a tower is narrower than 512, the papers' narrowest: there is less to learn in. */
  readonly onSmallModels?: Json;
  readonly schema: z.ZodMiniType;
}

/** A method of the table: what is needed to list it, to check its options and to make it. */
export interface MethodEntry {
  readonly paper: string;
  /** What is trained, in a few words. */
  readonly trains: string;
  /** Whether it gives plain CLIP's logits before training. */
  readonly freshIsZeroShot: boolean;
  /** How its paper trains it; nothing for a method that is not trained. */
  readonly settings?: PaperSettings;
  readonly options: Readonly<Record<string, MethodOption>>;
  /** From options that `checkOptions` has passed. */
  create(options: Readonly<Record<string, Json>>): Method;
}

/** @throws DsraError `badConfig` with everything that is wrong, in one line */
export function checkOptions(
  name: string,
  { options }: MethodEntry,
  given: unknown,
): Readonly<Record<string, Json>> {
  const shape = Object.fromEntries(
    Object.entries(options).map(([key, { schema }]) => [key, z.optional(schema)]),
  );
  const parsed = z.strictObject(shape).safeParse(given);
  if (parsed.success) return parsed.data as Readonly<Record<string, Json>>;
  const problems = parsed.error.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `has no option ${issue.keys.join(', ')}; its options are: ${Object.keys(options).join(', ')}`
      : problemWith(options, issue.path[0]),
  );
  throw new DsraError('badConfig', `${name}: ${[...new Set(problems)].join('; ')}`);
}

function problemWith(options: MethodEntry['options'], key: PropertyKey | undefined): string {
  const option = options[String(key)];
  return option ? `${String(key)} must be ${option.expects}` : 'the options must be an object';
}
