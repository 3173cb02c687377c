import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Clip } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
import { fromLeaves, leaves, type Params } from '@dsra/core';
import { countTrainable, dsra, type Method, sgd, zeroShot } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { prepareSetup } from '../../packages/prompts/src/setup';
import { type Batch, lossGradients } from '../../packages/prompts/src/training/lossGradients';
import { classify } from '../../packages/prompts/src/training/objective';
import type { Run } from '../../packages/prompts/src/training/run';
import { oneHot } from '../../packages/prompts/src/training/source';
import { disposeState, initialState, trainStep } from '../../packages/prompts/src/training/step';
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
      const method = zeroShot({ template });
      const tuned = tunedWith(method, {}, json.classnames);
      tf.tidy(() => {
        const pixels = goldenPixels(json.indices.eval);
        check.expect('image_features', clip.encodeImage(pixels), tolerance.features);
        const logits = tuned.logits(pixels);
        check.expect(`${variant}/logits`, logits, tolerance.features);
        check.expect(`${variant}/probs`, tf.softmax(logits), tolerance.features);
        const setup = prepareSetup(method, { clip, classNames: json.classnames });
        const text = clip.encodeText(setup.prompts);
        const run = { method, setup, memoryBudget: 1e9 };
        const { features } = classify(run, {}, { image: clip.encodeImage(pixels), text });
        const unit = tf.div(features.text, tf.norm(features.text, 'euclidean', 1, true));
        check.expect(`${variant}/text_features`, unit, tolerance.features);
      });
      tuned.dispose();
    }
    expect([...tensors.keys()].filter((key) => !check.compared.has(key))).toEqual([]);
  });

  test.each(recordedByKind.dsra)('$name', ({ name, json }) => {
    const tensors = goldenTensors(`methods/${name}.safetensors`);
    const check = comparison(tensors);
    const names = Object.keys(json.trainable);
    const method = methodOf(json);
    const before = tf.memory().numTensors;
    expect(countTrainable(method, clip.config).total).toBe(json.n_trainable);

    const setup = prepareSetup(method, { clip, classNames: json.classnames });
    const run: Run = { method, setup, memoryBudget: 1e9 };
    const { lr: learningRate, momentum, weight_decay: weightDecay } = json.optimizer;
    const optimizer = sgd({ momentum, weightDecay });
    let state = initialState(paramsFrom(tensors, 'init', names), optimizer);
    json.indices.train_steps.forEach((indices, k) => {
      const pixels = goldenPixels(indices);
      const labels = oneHot(json.log[k]!.labels, json.classnames.length);
      const batch: Batch = { pixels, labels };
      tf.tidy(() => {
        compareForward(`step${k}`, run, state.params, batch);
        compareGradients(`step${k}`, run, state.params, batch);
      });
      const { state: next, report } = trainStep(run, state, batch, { optimizer, learningRate });
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

    function compareForward(step: string, { setup: now }: Run, params: Params, { pixels }: Batch): void {
      const first = step === 'step0';
      const image = clip.encodeImage(pixels!, method.vision!(params, now));
      const text = clip.encodeText(now.prompts, method.text!(params, now));
      const { logits } = classify(run, params, { image, text });
      const within = first ? tolerance.features : tolerance.afterUpdates;
      check.expect(`${step}/image_features`, image, within);
      check.expect(`${step}/text_features`, text, within);
      check.expect(`${step}/logits`, logits, within);
    }

    function compareGradients(step: string, now: Run, params: Params, batch: Batch): void {
      const first = step === 'step0';
      const { losses, gradients } = lossGradients(now, params, batch);
      const loss = tf.reshape(losses, []);
      check.expect(`${step}/loss`, loss, first ? tolerance.lossTerms : tolerance.afterUpdates);
      const byPath = new Map(leaves(params).map(([path], i) => [path, gradients[i]!]));
      const within = first ? tolerance.firstGradients : tolerance.afterUpdates;
      for (const leaf of names) check.expect(`${step}/grad/${leaf}`, byPath.get(ourPath(leaf))!, within);
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

    /** The recorded final parameters, folded in: weights, and the logits of a plain Clip. */
    function compareMerged(): void {
      const final = tunedWith(method, paramsFrom(tensors, 'final', names), json.classnames);
      const merged = final.merge();
      tf.tidy(() => {
        for (const key of tensors.keys()) {
          if (key.startsWith('merged/')) check.expect(key, storedWeight(merged, key), tolerance.mergedWeights);
        }
        const image = merged.encodeImage(goldenPixels(json.indices.eval));
        const { logits } = classify(run, {}, { image, text: merged.encodeText(setup.prompts) });
        check.expect('merged_eval/logits', logits, tolerance.afterUpdates);
      });
      merged.dispose();
      final.dispose();
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
