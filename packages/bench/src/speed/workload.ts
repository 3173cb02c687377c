import type { Clip, RgbImage } from '@dsra/clip';
import { type Example, fit, methodNamed, methodTable } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { imageOperations, stepOperations } from './usefulOperations';
import { speedClassNames } from './speedClassNames';

/** Something to time. */
export interface Workload {
  readonly name: string;
  /** Useful floating-point operations of one run; nothing where they are not counted. */
  readonly operations: number | undefined;
  /** The same work in `pytorch/training_step.py`. */
  readonly pyTorch: { readonly method: string; readonly classes: number };
  /** Pictures that one run works on. */
  readonly pictures: number;
  /** Does it once; gives milliseconds. */
  run(): Promise<number>;
}

/** The paper's batch and rank. */
const BATCH = 4;
const RANK = 50;

/** A picture that is as large as the model's input and the same every time. */
function picture(size: number, seed: number): RgbImage {
  const data = Uint8Array.from(
    { length: size * size * 3 },
    (_, i) => 128 + 100 * Math.sin(i * (0.01 + 0.001 * seed)),
  );
  return { width: size, height: size, data };
}

/** One training step through `fit`, as a user runs it: pictures to pixels, forward, backward, SGD. */
export function trainingStep(clip: Clip, classes: number, name = 'dsra'): Workload {
  const classNames = speedClassNames(classes);
  const examples = Array.from({ length: BATCH }, (_, i): Example => {
    return { image: picture(clip.preprocessing.size, i), label: i % classes };
  });
  const rank = Math.min(RANK, clip.config.text.width, clip.config.vision.width);
  const prompts = classNames.map((name) => clip.tokenizer.encode(`a photo of a ${name}.`));
  // The paper's rank, where a tower is as wide as that.
  const method = methodNamed(name, 'rank' in methodTable[name]!.options ? { rank } : {});
  const adaptersAlone = method.lora !== undefined;
  return {
    name: `${name} step, ${classes} classes`,
    operations: adaptersAlone ? stepOperations(clip.config, { images: BATCH, prompts, rank }) : undefined,
    pyTorch: { method: name, classes },
    pictures: BATCH,
    run: async () => {
      let milliseconds = NaN;
      const onProgress = ({ picturesPerSecond }: { picturesPerSecond: number }) => {
        milliseconds = (1000 * BATCH) / picturesPerSecond;
      };
      const plan = { batchSize: BATCH, epochs: 1, augment: { leastArea: 1 }, onProgress };
      const tuned = await fit(method, { clip, classNames, examples, ...plan });
      tuned.dispose();
      return milliseconds;
    },
  };
}

/** Features of a batch of pictures from their pixels, on plain CLIP. */
export function pictureEncoding(clip: Clip): Workload {
  const size = clip.config.vision.imageSize;
  return {
    name: 'picture encoding',
    operations: imageOperations(clip.config, BATCH),
    pyTorch: { method: 'encode', classes: 0 },
    pictures: BATCH,
    run: async () => {
      const pixels = tf.randomNormal<tf.Rank.R4>([BATCH, size, size, 3], 0, 1, 'float32', 1);
      const start = performance.now();
      const features = clip.encodeImage(pixels);
      await features.data();
      const milliseconds = performance.now() - start;
      tf.dispose([pixels, features]);
      return milliseconds;
    },
  };
}
