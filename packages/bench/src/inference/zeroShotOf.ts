import type { Clip } from '@dsra/clip';
import { fit, type Method, type Tuned, zeroShot } from '@dsra/prompts';

/** CLIP as it is, over these classes. Nothing is trained; the caller disposes of it. */
export async function zeroShotOf(
  clip: Clip,
  classNames: readonly string[],
  template?: string,
): Promise<Tuned> {
  return untrained(zeroShot(template === undefined ? {} : { template }), clip, classNames);
}

/** The classes written as `method` writes them, and nothing else of it: what a merged model is compared by. */
export async function promptsOf(method: Method, clip: Clip, classNames: readonly string[]): Promise<Tuned> {
  const plain: Method = method.prompts ? { prompts: (frame) => method.prompts!(frame) } : {};
  return untrained(plain, clip, classNames);
}

function untrained(method: Method, clip: Clip, classNames: readonly string[]): Promise<Tuned> {
  return fit(method, { clip, classNames, examples: [] });
}
