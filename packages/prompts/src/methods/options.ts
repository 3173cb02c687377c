import * as z from 'zod/mini';
import type { MethodOption } from './entry';
import { defaultTemplate } from '../setup';

/** How the classes are written. */
export const template = {
  about: 'how a class is written; {} stands for its name',
  expects: 'a text with {} in it',
  default: defaultTemplate,
  schema: z.string().check(z.includes('{}')),
} satisfies MethodOption;
