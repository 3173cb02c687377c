import type { Clip, ClipConfig, RgbImage } from '@dsra/clip';
import { mapParams, mersenneTwister, type Params } from '@dsra/core';
import type { Example } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { randomClip, smallConfig } from './randomClip';

/** Room for "a photo of a …" where every letter is a token. */
export const roomyConfig: ClipConfig = { ...smallConfig, text: { ...smallConfig.text, contextLength: 40 } };

export const roomyClip = (seed = 1): Clip => randomClip(seed, roomyConfig);

/** Three classes whose prompts differ in length. */
export const classNames = ['cat', 'golden_dog', 'owl'];

/** A picture of noise around a colour of its class: something to learn. */
export function noisyPicture(seed: number, label: number): RgbImage {
  const random = mersenneTwister([7, seed]);
  const data = Uint8Array.from(
    { length: 10 * 9 * 3 },
    (_, i) => random.below(90) + (i % 3 === label ? 150 : 20),
  );
  return { width: 10, height: 9, data };
}

/** Labelled pictures, the classes in turn. */
export const noisyExamples = (count: number): Example[] =>
  Array.from({ length: count }, (_, i) => ({ image: noisyPicture(i, i % 3), label: i % 3 }));

/** The same tree, every number moved by a little noise: so that nothing is at a special value. */
export function stirred(params: Params, seed = 1): Params {
  const random = mersenneTwister(seed);
  return mapParams(params, (tensor) =>
    tf.tidy(() =>
      tf.add(
        tensor,
        tf.tensor(
          Float32Array.from({ length: tensor.size }, () => 0.3 * random.normal()),
          tensor.shape,
        ),
      ),
    ),
  );
}
