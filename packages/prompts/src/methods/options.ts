import * as z from 'zod/mini';
import { defaultTemplate } from '../setup';
import type { MethodOption } from './entry';

/** How the classes are written. */
export const template = {
  about: 'how a class is written; {} stands for its name',
  expects: 'a text with {} in it',
  default: defaultTemplate,
  schema: z.string().check(z.includes('{}')),
} satisfies MethodOption;

/** One such text or several. */
export const templates = {
  ...template,
  expects: 'a text with {} in it, or a list of such',
  schema: z.union([template.schema, z.array(template.schema).check(z.minLength(1))]),
} satisfies MethodOption;

/** The words that a learned context starts as. */
export const words = (standard: string): MethodOption => ({
  about: 'the words that the context starts as; an empty text: random vectors',
  expects: 'a text, or an empty one',
  default: standard,
  schema: z.string(),
});

export const wholeNumber = (about: string, standard: number, least = 1): MethodOption => ({
  about,
  expects: least === 1 ? 'a whole number above 0' : `a whole number from ${least} on`,
  default: standard,
  schema: z.int().check(z.minimum(least)),
});

/** 0 or more. */
export const weight = (about: string, standard: number): MethodOption => ({
  about,
  expects: 'a number from 0 on',
  default: standard,
  schema: z.number().check(z.minimum(0)),
});

export const positive = (about: string, standard: number): MethodOption => ({
  about,
  expects: 'a number above 0',
  default: standard,
  schema: z.number().check(z.positive()),
});

export const oneOf = (about: string, names: readonly [string, ...string[]]): MethodOption => ({
  about,
  expects: `one of ${names.map((name) => `"${name}"`).join(', ')}`,
  default: names[0],
  schema: z.enum(names),
});

export const yesOrNo = (about: string): MethodOption => ({
  about,
  expects: 'true or false',
  default: false,
  schema: z.boolean(),
});
