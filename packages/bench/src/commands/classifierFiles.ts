import { encodeClassifier, type Tuned } from '@dsra/prompts';
import { mergedPlaces } from './mergedPlaces';

/**
 * The classes as one file.
 * @throws DsraError `badInput` for a method whose classes are no fixed vectors
 */
export async function classifierFiles(tuned: Tuned): Promise<Record<string, Uint8Array>> {
  const classifier = tuned.classifier();
  try {
    return { [mergedPlaces.classifier]: await encodeClassifier(classifier) };
  } finally {
    classifier.textFeatures.dispose();
    classifier.logitScale.dispose();
  }
}
