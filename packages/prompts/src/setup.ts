import { checkLength, type Clip, cleanClassName, type Prompt, sentence } from '@dsra/clip';
import { cloneParams, disposeParams, DsraError } from '@dsra/core';
import type { Frame, Method, Setup } from './method';

/** How a class is written where nothing else is said (Radford et al. 2021). */
export const defaultTemplate = 'a photo of a {}.';

/** One sentence per class: `{}` in the template stands for the name, underscores become spaces. */
export const sentences =
  (template: string) =>
  ({ classNames }: Pick<Frame, 'classNames'>): string[] =>
    classNames.map((name) => sentence(template, name));

/**
 * What is fixed for a run, from the class names: prompts as token ids, frozen tensors, and for training the teachers.
 * The caller releases it with `disposeSetup`; the clip stays the caller's.
 * @throws DsraError `badInput` for an empty class name, two that the model reads alike (unless that is allowed), or one too long for the context.
 */
export function prepareSetup(method: Method, frame: Frame, { forTraining = false } = {}): Setup {
  checkClassNames(frame);
  const prompts = method.prompts?.(frame) ?? sentences(defaultTemplate)(frame);
  const rows = prompts.map((prompt, index) => tokens(prompt, index, frame));
  const prepared = method.prepare?.(frame) ?? {};
  try {
    const classTeacher = (forTraining && method.classTeacher?.(frame)) || {};
    return { ...frame, prompts: rows, prepared, classTeacher };
  } catch (error) {
    disposeParams(prepared);
    throw error;
  }
}

export function disposeSetup({ prepared, classTeacher }: Setup): void {
  disposeParams(prepared);
  disposeParams(classTeacher);
}

/** The same setup for use after training; what only training needed is disposed. */
export function afterTraining(setup: Setup): Setup {
  disposeParams(setup.classTeacher);
  return { ...setup, classTeacher: {} };
}

/** The same setup with tensors of its own, for another owner; for use, not for training. */
export const copySetup = (setup: Setup): Setup => ({
  ...setup,
  prepared: cloneParams(setup.prepared),
  classTeacher: {},
});

function tokens(prompt: Prompt, index: number, { clip, classNames }: Frame): readonly number[] {
  const named = `the class name "${classNames[index]}"`;
  if (typeof prompt !== 'string') return checkRow(prompt, named, clip);
  const ids = clip.tokenizer.encode(prompt);
  checkLength(ids, clip.config, `${named} is too long: its prompt`);
  return ids;
}

/** Rows are what methods make that leave room for vectors; the name alone may be short. */
function checkRow(ids: readonly number[], named: string, { config }: Clip): readonly number[] {
  const what = `${named} and the learned vectors are too long together: the prompt`;
  checkLength(ids, config, what, 'use fewer vectors or a shorter class name');
  return ids;
}

/** Two classes that the model reads alike could not be told apart: their names may differ in case, spaces, underscores. */
function checkClassNames({ classNames, clip, allowSameNames = false }: Frame): void {
  const seen = new Map<string, string>();
  if (classNames.length === 0) throw new DsraError('badInput', 'there are no class names');
  for (const name of classNames) {
    const clean = cleanClassName(name).trim();
    if (clean === '') throw new DsraError('badInput', 'a class name is empty');
    if (allowSameNames) continue;
    const read = clip.tokenizer.encode(clean).join();
    const twin = seen.get(read);
    if (twin !== undefined) {
      const both = twin === name ? `"${name}"` : `"${twin}" and "${name}"`;
      throw new DsraError('badInput', `two classes have one name: ${both}`);
    }
    seen.set(read, name);
  }
}
