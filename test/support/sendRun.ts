/** Recorded training steps for somewhere else, and what came back compared with what is recorded. */
import { expect } from '@jest/globals';
import { type Clip, createClip } from '@dsra/clip';
import { leaves } from '@dsra/core';
import * as tf from '@tensorflow/tfjs';
import { disposeSetup, prepareSetup } from '../../packages/prompts/src/setup';
import { comparison } from './comparison';
import { goldenPixels, goldenTensors, tolerance } from './golden';
import { type Named, recordedRuns } from './recordedFolder';
import { methodOf, type RecordedRun, termNames } from './recordedRuns';
import { compareTree, recordedParams } from './recordedTraining';
import type { Numbers, SentResult, SentRun } from './sentRun';

/** The recorded runs that are tried on graphics adapters: these; with `DSRA_SLOW=all`, all. A software adapter needs a minute for some. */
export const runsOnGraphics = (names: readonly string[]): Named<RecordedRun>[] =>
  recordedRuns().steps.filter(({ name }) => process.env.DSRA_SLOW === 'all' || names.includes(name));

const plainNumbers = (tensor: tf.Tensor): Numbers => {
  const numbers = { shape: [...tensor.shape], values: Array.from(tensor.dataSync()) };
  tensor.dispose();
  return numbers;
};

/** What somewhere else needs to run it. Uses the current backend. */
export function sentRun(plain: Clip, { name, json }: Named<RecordedRun>): SentRun {
  const tokens: Record<string, readonly number[]> = {};
  const encode = (text: string) => {
    const ids = plain.tokenizer.encode(text);
    tokens[text] = ids;
    return ids;
  };
  const clip = createClip({ ...plain, tokenizer: { encode } });
  const method = methodOf(json)!;
  disposeSetup(prepareSetup(method, { clip, classNames: json.classnames }, { forTraining: true }));
  const shapes = method.parameters!.shapes({ config: clip.config, classes: json.classnames.length });
  const params = recordedParams(
    json,
    goldenTensors(`methods/${name}.safetensors`),
    'init',
    Object.keys(shapes),
  );
  return {
    json,
    start: leaves(params).map(([path, leaf]) => [path, plainNumbers(leaf)]),
    pixels: json.indices.train_steps!.map((indices) => plainNumbers(goldenPixels(indices))),
    tokens,
  };
}

/** Features, logits, losses, gradients and final parameters, within the recorded numbers' own tolerances. */
export function compareSent({ name, json }: Named<RecordedRun>, sent: SentRun, result: SentResult): void {
  const check = comparison(goldenTensors(`methods/${name}.safetensors`));
  tf.tidy(() => {
    const tensor = ({ shape, values }: Numbers) => tf.tensor(values, shape);
    result.steps.forEach(({ imageFeatures, textFeatures, logits, losses, gradient }, k) => {
      const within = k === 0 ? tolerance.features : tolerance.afterUpdates;
      check.expect(`step${k}/image_features`, tensor(imageFeatures), within);
      check.expect(`step${k}/text_features`, tensor(textFeatures), within);
      check.expect(`step${k}/logits`, tensor(logits), within);
      const lossWithin = k === 0 ? tolerance.lossTerms : tolerance.afterUpdates;
      for (const [theirs, ours] of Object.entries(termNames)) {
        const [, value] = Object.entries(losses).find(([term]) => term.split('.').at(-1) === ours) ?? [];
        if (value === undefined) continue;
        const scale = theirs === 'score' ? (json.hyper!.w as number) : 1;
        check.expect(`step${k}/${theirs}`, tf.scalar(value / scale), lossWithin);
      }
      const gradientWithin = k === 0 ? tolerance.firstGradients : tolerance.afterUpdates;
      compareTree(check, json, `step${k}/grad`, parted(sent, gradient), gradientWithin);
    });
    const final = result.final.map(([path, numbers]) => [path, tensor(numbers)] as const);
    compareTree(check, json, 'final', final, tolerance.afterUpdates);
  });
  expect(result.steps).toHaveLength(json.indices.train_steps!.length);
  expect(check.left(/^(?!step\d+\/(grad\/|logits)|final\/)/)).toEqual([]);
  expect(result.leaked).toBe(0);
}

/** A vector over all parameters, cut into theirs. */
function parted({ start }: SentRun, vector: readonly number[]): (readonly [string, tf.Tensor])[] {
  let begin = 0;
  return start.map(([path, { shape, values }]) => {
    const own = vector.slice(begin, begin + values.length);
    begin += values.length;
    return [path, tf.tensor(own, shape)];
  });
}
