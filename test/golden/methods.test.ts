import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Clip, normalise } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
import { fromLeaves, leaves, type Params } from '@dsra/core';
import { countTrainable, dsra, type Method, type Optimizer, sgd, zeroShot } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { prepareSetup } from '../../packages/prompts/src/setup';
import { classify } from '../../packages/prompts/src/training/objective';
import type { Run } from '../../packages/prompts/src/training/run';
import { oneHot } from '../../packages/prompts/src/training/source';
import {
  disposeState,
  initialState,
  type TrainingState,
  trainStep,
} from '../../packages/prompts/src/training/step';
import { encodeAll, imageTower, textTower } from '../../packages/prompts/src/training/towers';
import { fromVector } from '../../packages/prompts/src/training/vector';
import { createTuned, type Tuned } from '../../packages/prompts/src/tuned/tuned';
import {
  goldenFolder,
  goldenPixels,
  goldenTensors,
  type Recorded,
  relativeError,
  tolerance,
} from '../support/golden';
import { goldenBackends, useGoldenBackend } from '../support/goldenBackends';
import { goldenTexts, recordedMethods, type RecordedRun, withRecordedTexts } from '../support/goldenMethods';

// Seconds on a free machine.
jest.setTimeout(120_000);

const recordedByKind = recordedMethods();
for (const line of recordedByKind.skipped) process.stderr.write(`golden methods: skipped ${line}\n`);

/** Compares with recorded tensors and keeps count: what nobody compares is a test that was forgotten. */
function comparison(tensors: ReadonlyMap<string, Recorded>) {
  const compared = new Set<string>();
  return {
    compared,
    expect(name: string, actual: tf.Tensor, within: number): void {
      const expected = tensors.get(name);
      if (!expected) return;
      compared.add(name);
      const error = relativeError(actual.dataSync(), expected.values);
      expect(`${name} [${actual.shape}] off by ${error <= within ? 'noise' : error}`).toBe(
        `${name} [${expected.shape}] off by noise`,
      );
    },
  };
}

const kinds = { mab: 'attention', fnb: 'feedForward' } as const;
const towers = { t: 'text', v: 'vision' } as const;

/** `dsra.M_t_mab` → `projection.text.attention`, `dsra.R_v_fnb.3` → `coefficients.vision.feedForward.3`. */
function ourPath(name: string): string {
  const [first, layer] = name.replace(/^dsra\./, '').split('.');
  const [letter, ...parts] = first!.split('_');
  const names = parts.map((part) => ({ ...kinds, ...towers })[part as 'mab']);
  return [letter === 'M' ? 'projection' : 'coefficients', ...names, ...(layer ? [layer] : [])].join('.');
}

function methodOf({ dsra: recorded, prompts }: RecordedRun): Method {
  const { rank, sites, shared_R, R_per_site } = recorded!;
  const coefficients = {
    acrossTowers: shared_R ? 'shared' : 'separate',
    acrossSites: R_per_site ? 'separate' : 'shared',
  } as const;
  const method = dsra({ rank, sites: sites.map((site) => kinds[site]), coefficients });
  return { ...method, prompts: () => prompts.map(({ ids }) => ids) };
}

/** The optimiser, which also remembers the gradient that it was given: without the weight decay, as recorded. */
const recordingGradient = (optimizer: Optimizer): Optimizer => ({
  ...optimizer,
  memory: [...optimizer.memory, 'gradient'],
  update: (math, now) => {
    const { parameters, memory } = optimizer.update(math, now);
    return { parameters, memory: { ...memory, gradient: now.gradient } };
  },
});

function paramsFrom(tensors: ReadonlyMap<string, Recorded>, prefix: string, names: readonly string[]): Params {
  return fromLeaves(
    names.map((name) => {
      const { values, shape } = tensors.get(`${prefix}/${name}`)!;
      return [ourPath(name), tf.tensor(values, [...shape])] as const;
    }),
  );
}

describe.each(goldenBackends)('on %s', (backend) => {
  let clip: Clip;
  beforeAll(async () => {
    await useGoldenBackend(backend);
    clip = withRecordedTexts(await loadClip(join(goldenFolder, 'clip-tiny')));
  });
  afterAll(() => {
    clip.dispose();
  });

  const tunedWith = (method: Method, params: Params, classNames: readonly string[]): Tuned =>
    createTuned({
      run: { method, setup: prepareSetup(method, { clip, classNames }), memoryBudget: 1e9 },
      params,
    });

  test.each(recordedByKind.zeroShot)('$name', ({ name, json }) => {
    const tensors = goldenTensors(`methods/${name}.safetensors`);
    const check = comparison(tensors);
    const templates80 = [
      ...goldenTexts.template_sets['coop.IMAGENET_TEMPLATES']!,
      json.ensemble80_last_template,
    ];
    expect(templates80).toHaveLength(json.ensemble80_templates_count);
    const variants = {
      single: json.single_template,
      ensemble: json.ensemble_templates,
      ensemble80: templates80,
    };
    for (const [variant, template] of Object.entries(variants)) {
      tf.tidy(() => {
        const method = zeroShot({ template });
        const setup = prepareSetup(method, { clip, classNames: json.classnames });
        const image = clip.encodeImage(goldenPixels(json.indices.eval));
        check.expect('image_features', image, tolerance.features);
        const text = clip.encodeText(setup.prompts);
        const { features, logits } = classify({ method, setup, memoryBudget: 1e9 }, {}, { image, text });
        check.expect(`${variant}/text_features`, normalise(features.text), tolerance.features);
        check.expect(`${variant}/logits`, logits, tolerance.features);
        check.expect(`${variant}/probs`, tf.softmax(logits), tolerance.features);
      });
    }
    expect([...tensors.keys()].filter((key) => !check.compared.has(key))).toEqual([]);
  });

  // Whole, and with towers that run class by class and image by image.
  const budgets = backend === 'cpu' ? [1e9] : [1e9, 1];
  const dsraRuns = budgets.flatMap((memoryBudget) =>
    recordedByKind.dsra.map((it) => ({ ...it, memoryBudget, how: memoryBudget === 1 ? ', in chunks' : '' })),
  );
  test.each(dsraRuns)('$name$how', ({ name, json, memoryBudget }) => {
    const before = tf.memory().numTensors;
    const tensors = goldenTensors(`methods/${name}.safetensors`);
    const check = comparison(tensors);
    const names = Object.keys(json.trainable);
    const method = methodOf(json);
    expect(countTrainable(method, clip.config).total).toBe(json.n_trainable);

    const setup = prepareSetup(method, { clip, classNames: json.classnames });
    const run: Run = { method, setup, memoryBudget };
    const { lr: learningRate, momentum, weight_decay: weightDecay } = json.optimizer;
    const optimizer = recordingGradient(sgd({ momentum, weightDecay }));
    let state = initialState(paramsFrom(tensors, 'init', names), optimizer);
    json.indices.train_steps.forEach((indices, k) => {
      const pixels = goldenPixels(indices);
      const labels = oneHot(json.log[k]!.labels, json.classnames.length);
      compareForward(k, state.params, pixels);
      const { state: next, report } = trainStep(run, state, { pixels, labels }, { optimizer, learningRate });
      compareBackward(k, next, report);
      tf.dispose([report, pixels, labels]);
      disposeState(state);
      state = next;
      if (k === 0) compareParams('after1', state.params);
    });
    compareParams('final', state.params);

    const trained = tunedWith(method, state.params, json.classnames);
    compareLogits('eval/logits', trained);
    trained.dispose();
    tf.dispose(Object.values(state.memory));
    compareMerged();
    expect(tf.memory().numTensors).toBe(before);
    const inputs = /^(init\/|step\d+\/labels$)/;
    expect([...tensors.keys()].filter((key) => !inputs.test(key) && !check.compared.has(key))).toEqual([]);

    function compareForward(k: number, params: Params, pixels: tf.Tensor4D): void {
      const within = k === 0 ? tolerance.features : tolerance.afterUpdates;
      tf.tidy(() => {
        const image = encodeAll(imageTower(run, pixels, 1), params);
        const text = encodeAll(textTower(run, setup.prompts.length), params);
        check.expect(`step${k}/image_features`, image, within);
        check.expect(`step${k}/text_features`, text, within);
        check.expect(`step${k}/logits`, classify(run, params, { image, text }).logits, within);
      });
    }

    function compareBackward(k: number, next: TrainingState, report: tf.Tensor1D): void {
      tf.tidy(() => {
        const loss = tf.reshape(tf.slice(report, 0, 1), []);
        check.expect(`step${k}/loss`, loss, k === 0 ? tolerance.lossTerms : tolerance.afterUpdates);
        const shapes = leaves(next.params).map(([, { shape }]) => shape);
        const gradients = fromVector(next.memory.gradient!, shapes);
        const byPath = new Map(leaves(next.params).map(([path], i) => [path, gradients[i]!]));
        const within = k === 0 ? tolerance.firstGradients : tolerance.afterUpdates;
        for (const leaf of names) check.expect(`step${k}/grad/${leaf}`, byPath.get(ourPath(leaf))!, within);
      });
    }

    function compareParams(prefix: string, params: Params): void {
      const byPath = new Map(leaves(params));
      for (const leaf of names)
        check.expect(`${prefix}/${leaf}`, byPath.get(ourPath(leaf))!, tolerance.afterUpdates);
    }

    function compareLogits(recorded: string, tuned: Tuned): void {
      tf.tidy(() => {
        check.expect(recorded, tuned.logits(goldenPixels(json.indices.eval)), tolerance.afterUpdates);
      });
    }

    /** The initial parameters, folded in: weights, and the logits of a plain Clip. */
    function compareMerged(): void {
      const initial = tunedWith(method, paramsFrom(tensors, 'init', names), json.classnames);
      const merged = initial.merge();
      tf.tidy(() => {
        for (const key of tensors.keys()) {
          if (key.startsWith('merged/')) check.expect(key, storedWeight(merged, key), tolerance.mergedWeights);
        }
        const image = merged.encodeImage(goldenPixels(json.indices.eval));
        const { logits } = classify(run, {}, { image, text: merged.encodeText(setup.prompts) });
        check.expect('merged_eval/logits', logits, tolerance.features);
      });
      merged.dispose();
      initial.dispose();
    }
  });
});

/** A kernel of the merged Clip under its HuggingFace name, `[out, in]`. */
function storedWeight({ weights }: Clip, key: string): tf.Tensor {
  const [, tower, layer, module] =
    /^merged\/(text|vision)_model\.encoder\.layers\.(\d+)\.(.+)\.weight$/.exec(key)!;
  const block = weights[tower as 'text' | 'vision'].blocks[Number(layer)]!;
  if (module === 'mlp.fc1') return tf.transpose(block.feedForwardIn.kernel);
  const part = ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'].indexOf(module!);
  return tf.transpose(tf.split(block.queryKeyValue.kernel, 3, 1)[part]!);
}
