import type { Tuned } from '@dsra/prompts';
import { type Examination, examine } from './examine';
import type { TestedSet } from './material';
import { plainFeatures, type TestRoom } from './plainFeatures';

/** A model's answers to a set's test pictures. Where its image tower is the plain one, they are not encoded again. */
export async function examineSet(tuned: Tuned, set: TestedSet, room: TestRoom): Promise<Examination> {
  const { signal, onTested } = room;
  const features = tuned.method.vision ? undefined : await plainFeatures(set, room);
  return examine(tuned, set.test, { features, signal, onTested });
}
