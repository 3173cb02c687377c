import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { imageFeatures, textFeatures, type Clip, cosineLogits, normalise } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
import * as tf from '@tensorflow/tfjs';
import { join } from 'node:path';
import { goldenFolder, goldenPixels, goldenTensors, relativeError, tolerance } from '../support/golden';
import { goldenBackends, useGoldenBackend } from '../support/goldenBackends';
import { textLayout } from '../../packages/clip/src/encoder/textLayout';

const recorded = goldenTensors('encode.safetensors');
const value = (name: string) => recorded.get(name)!;
const expectRecorded = (name: string, actual: tf.Tensor) => {
  expect([name, actual.shape]).toEqual([name, value(name).shape]);
  expect([name, relativeError(actual.dataSync(), value(name).values)]).toEqual([name, expect.any(Number)]);
  expect(relativeError(actual.dataSync(), value(name).values)).toBeLessThanOrEqual(tolerance.features);
};

/** Rows of token ids up to the end token. */
function recordedPrompts(): number[][] {
  const { shape, values } = value('token_ids');
  return [...value('eot_positions').values].map((end, row) => [
    ...values.slice(row * shape[1]!, row * shape[1]! + end + 1),
  ]);
}

describe.each(goldenBackends)('the encoders on %s', (backend) => {
  let clip: Clip;
  const indices = [...value('images_indices').values];

  beforeAll(async () => {
    await useGoldenBackend(backend);
    clip = await loadClip(join(goldenFolder, 'clip-tiny'));
  });
  afterAll(() => {
    clip.dispose();
  });

  test('features, logits and probabilities', () => {
    tf.tidy(() => {
      const image = clip.encodeImage(goldenPixels(indices));
      const text = clip.encodeText(recordedPrompts());
      expectRecorded('image_features', image);
      expectRecorded('text_features', text);
      expectRecorded('image_features_normalized', normalise(image));
      expectRecorded('text_features_normalized', normalise(text));
      const classes = tf.slice(text, [0, 0], [value('logits').shape[1]!, -1]);
      const logits = cosineLogits(image, classes, clip.weights.logitScale);
      expectRecorded('logits', logits);
      expectRecorded('probs', tf.softmax(logits));
      expectRecorded('logit_scale_exp', tf.exp(clip.weights.logitScale));
    });
  });

  test('the residual stream of the vision tower, layer by layer, and inside block 0', () => {
    const images = value('vision/hidden.0').shape[0]!;
    let compared = 0;
    tf.tidy(() => {
      imageFeatures(clip.weights.vision, clip.config.vision, goldenPixels(indices.slice(0, images)), {
        trace: (name, x) => {
          const expected = recorded.get(`vision/${name}`);
          if (!expected) return;
          const rows = expected.values.length / x.shape[1];
          const actual = tf.slice(x, [0, 0], [rows, -1]).dataSync();
          expect([name, relativeError(actual, expected.values) <= tolerance.features]).toEqual([name, true]);
          compared++;
        },
      });
    });
    expect(compared).toBe([...recorded.keys()].filter((name) => name.startsWith('vision/')).length);
  });

  test('the residual stream of the text tower, layer by layer, and inside block 0', () => {
    const prompts = recordedPrompts().slice(0, value('text/hidden.0').shape[0]);
    const { rowOf } = textLayout(prompts);
    let compared = 0;
    tf.tidy(() => {
      textFeatures(clip.weights.text, clip.config.text, prompts, {
        trace: (name, x) => {
          const expected = recorded.get(`text/${name}`);
          if (!expected) return;
          // Behind the end token the recorded rows hold padding, which our layout does not compute.
          const width = x.shape[1];
          const positions = expected.shape[expected.shape.length - 2]!;
          const count = expected.values.length / width / positions;
          const ours: number[] = [];
          const theirs: number[] = [];
          const values = x.dataSync();
          for (let prompt = 0; prompt < count; prompt++) {
            for (let position = 0; position < Math.min(positions, prompts[prompt]!.length); position++) {
              const row = rowOf(prompt, position, 0);
              ours.push(...values.slice(row * width, (row + 1) * width));
              const start = (prompt * positions + position) * width;
              theirs.push(...expected.values.slice(start, start + width));
            }
          }
          expect([name, relativeError(ours, theirs) <= tolerance.features]).toEqual([name, true]);
          compared++;
        },
      });
    });
    expect(compared).toBe([...recorded.keys()].filter((name) => name.startsWith('text/')).length);
  });
});
