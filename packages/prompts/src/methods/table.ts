import { DsraError } from '@dsra/core';
import { combine } from '../combine';
import type { Method } from '../method';
import type { Recipe } from '../recipe';
import { clipAdapterEntry } from './clipAdapter';
import { coCoOpEntry } from './coCoOp';
import { coOpEntry } from './coOp';
import { coOpStarEntry } from './coOpStar';
import { dsraEntry } from './dsra';
import { dsraPromptSrcEntry } from './dsraPromptSrc';
import { checkOptions, type MethodEntry } from './entry';
import { ivlpEntry } from './ivlp';
import { kgCoOpEntry } from './kgCoOp';
import { mapleEntry } from './maple';
import { mapleStarEntry } from './mapleStar';
import { proGradEntry } from './proGrad';
import { promptSrcEntry } from './promptSrc';
import { vptEntry } from './vpt';
import { zeroShotEntry } from './zeroShot';

/** Every method, by the name that files and command lines use. Nothing else asks for a method's name. */
export const methodTable: Readonly<Record<string, MethodEntry>> = {
  zeroShot: zeroShotEntry,
  coOp: coOpEntry,
  coOpStar: coOpStarEntry,
  coCoOp: coCoOpEntry,
  vpt: vptEntry,
  ivlp: ivlpEntry,
  maple: mapleEntry,
  mapleStar: mapleStarEntry,
  kgCoOp: kgCoOpEntry,
  proGrad: proGradEntry,
  promptSrc: promptSrcEntry,
  clipAdapter: clipAdapterEntry,
  dsra: dsraEntry,
  dsraPromptSrc: dsraPromptSrcEntry,
};

/**
 * The table's name for a method, from any way of writing it: `DSRA`, `zero-shot`, `CoOp*`.
 * @throws DsraError `badConfig`, listing the names that there are
 */
export function methodName(written: string): string {
  const plain = (name: string) => name.toLowerCase().replace(/[-_ ]/g, '').replace(/\*$/, 'star');
  const name = Object.keys(methodTable).find((known) => plain(known) === plain(written));
  if (name !== undefined) return name;
  throw new DsraError(
    'badConfig',
    `there is no method "${written}"; there are: ${Object.keys(methodTable).join(', ')}`,
  );
}

/**
 * A method by its name, in any case, with options that are checked.
 * @throws DsraError `badConfig`
 */
export function methodNamed(written: string, options: unknown = {}): Method {
  const name = methodName(written);
  const entry = methodTable[name]!;
  return entry.create(checkOptions(name, entry, options));
}

/**
 * The method that a recipe describes; the inverse of `method.recipe`.
 * @throws DsraError `badConfig`, also for what is no recipe
 */
export function methodFrom(recipe: unknown): Method {
  if (!isRecipe(recipe)) throw new DsraError('badConfig', 'this describes no method');
  if ('method' in recipe) return methodNamed(recipe.method, recipe.options);
  return combine(
    Object.fromEntries(Object.entries(recipe.combine).map(([key, part]) => [key, methodFrom(part)])),
  );
}

function isRecipe(value: unknown): value is Recipe {
  if (typeof value !== 'object' || value === null) return false;
  if ('method' in value) return typeof value.method === 'string';
  return 'combine' in value && typeof value.combine === 'object' && value.combine !== null;
}
