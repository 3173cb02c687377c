import { fit, type Frame, type Method } from '@dsra/prompts';

/**
 * One training step on a black picture and the two longest class names: what the model cannot read, and what has no place
 * in it, is refused before minutes are spent on measuring. Teachers, which take their time, stay away.
 * @throws DsraError as `fit` does
 */
export async function rehearse(method: Method, { clip, classNames }: Frame): Promise<void> {
  const tokens = (name: string): number => clip.tokenizer.encode(name).length;
  const longest = [...classNames].sort((one, other) => tokens(other) - tokens(one)).slice(0, 2);
  const picture = { width: 1, height: 1, data: new Uint8Array(3) };
  const tuned = await fit(withoutTeachers(method), {
    clip,
    classNames: longest,
    examples: [{ image: picture, label: 0 }],
    epochs: 1,
    batchSize: 1,
    augment: false,
  });
  tuned.dispose();
}

/** What reads teachers, and an average over epochs that there are not. */
const leftOut: readonly (keyof Method)[] = ['classTeacher', 'imageTeacher', 'terms', 'rule', 'average'];

const withoutTeachers = (method: Method): Method =>
  Object.fromEntries(Object.entries(method).filter(([slot]) => !leftOut.includes(slot as keyof Method)));
