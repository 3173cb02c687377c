import { type Preprocessing, preprocess, stackPixels } from '@dsra/clip';
import type { Tensor4D } from '@tensorflow/tfjs';
import type { DataSetItem } from '../../datasets/dataSet';

/** Pictures as the image tower reads them, owned by the caller. */
export async function pixelsOf(
  items: readonly DataSetItem[],
  preprocessing: Preprocessing,
): Promise<Tensor4D> {
  const images = await Promise.all(items.map((item) => item.read()));
  return stackPixels(
    images.map((image) => preprocess(image, preprocessing)),
    preprocessing.size,
  );
}
