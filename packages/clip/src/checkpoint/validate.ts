import { DsraError } from '@dsra/core';
import * as z from 'zod/mini';

/**
 * Checks what was read from a file; a schema's messages say what is expected.
 * @throws DsraError `badConfig`: one line with every key that is wrong, what it is and what it should be
 */
export function validate<S extends z.ZodMiniType>(schema: S, json: unknown, file: string): z.output<S> {
  const result = z.safeParse(schema, json);
  if (result.success) return result.data;
  const wrong = result.error.issues.map(({ path, message }) => {
    const value = valueAt(json, path);
    const found = value === undefined ? 'missing' : JSON.stringify(value).slice(0, 60);
    return `${path.join('.') || 'it'} is ${found}, expected ${message}`;
  });
  throw new DsraError('badConfig', `${file}: ${wrong.join('; ')}`);
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    json,
  );
}

const MOST = 10_000_000;
const MOST_LAYERS = 1000;

const wholeUpTo = (most: number) => {
  const error = `a whole number from 1 to ${most}`;
  return z.int({ error }).check(z.positive({ error }), z.maximum(most, { error }));
};

/** A width, a number of heads, a vocabulary's size … */
export const count = wholeUpTo(MOST);
export const layerCount = wholeUpTo(MOST_LAYERS);
export const positive = z
  .number({ error: 'a number above 0' })
  .check(z.positive({ error: 'a number above 0' }));

/** An object with at least these keys. */
export const record = <S extends z.core.$ZodLooseShape>(shape: S) => z.object(shape, { error: 'an object' });
