/** What a recorded run holds, compared part by part. */
import { type Clip, frozen, normalise, sentence, type VectorsAt } from '@dsra/clip';
import { cloneParams, type Params } from '@dsra/core';
import type { Method } from '@dsra/prompts';
import * as tf from '@tensorflow/tfjs';
import { copySetup } from '../../packages/prompts/src/setup';
import { bottleneck } from '../../packages/prompts/src/methods/clipAdapter';
import { contextShift } from '../../packages/prompts/src/parts/metaNet';
import { namedLosses } from '../../packages/prompts/src/training/health';
import { lossGradients } from '../../packages/prompts/src/training/lossGradients';
import { classify } from '../../packages/prompts/src/training/objective';
import type { Run } from '../../packages/prompts/src/training/run';
import { encodeAll, imageTower, textTower } from '../../packages/prompts/src/training/towers';
import { createTuned } from '../../packages/prompts/src/tuned/tuned';
import type { Comparison } from './comparison';
import { goldenPixels, tolerance } from './golden';
import { type RecordedRun, termNames } from './recordedRuns';
import { compareTree, withPaths } from './recordedTraining';

/** What is in the towers' inputs at the initial parameters, and what the teachers say. */
export function compareInputs(check: Comparison, json: RecordedRun, run: Run, params: Params): void {
  const { method, setup } = run;
  tf.tidy(() => {
    const { clip, classTeacher } = setup;
    if (check.has('eval_init/')) {
      check.expect('eval_init/logits', evalLogits(json, run, params), tolerance.features);
    }
    const vectors = method.text?.(params, setup).vectors ?? [];
    check.expect('init_prompts_embedded', embeddedPrompts(clip, setup.prompts, vectors), tolerance.features);
    check.expect('frozen/text_features', clip.encodeText(setup.prompts), tolerance.features);
    const { classes } = hostOf(classTeacher);
    if (classes) check.expect('teacher/text_features_normalized', classes, tolerance.features);
    const templates = (check.has('teacher/text_features_mean') && json.teacher_templates) || [];
    const features = templates.map((template) => clip.encodeText(sentencesOf(template, setup)));
    if (features.length > 0) {
      check.expect(
        'teacher/text_features_mean',
        tf.div(tf.addN(features), features.length),
        tolerance.features,
      );
    }
  });
}

/** A teacher's tensors: of the method that was recorded with DsRA, or of the only one. */
const hostOf = (teacher: Params) =>
  ((teacher.host as Params | undefined) ?? teacher) as Partial<Record<string, tf.Tensor>>;

const sentencesOf = (template: string, { classNames }: Run['setup']) =>
  classNames.map((name) => sentence(template, name));

/** Token embeddings with the vectors written over them, padded with token 0 to the longest prompt. */
function embeddedPrompts(
  clip: Clip,
  prompts: readonly (readonly number[])[],
  vectors: readonly VectorsAt[],
): tf.Tensor {
  const longest = Math.max(...prompts.map((ids) => ids.length));
  return tf.stack(
    prompts.map((ids, prompt) => {
      const padded = Int32Array.from({ length: longest }, (_, i) => ids[i] ?? 0);
      return vectors.reduce<tf.Tensor2D>(
        (rows, { vectors: written, at }) => {
          const own = (
            written.rank === 3 ? tf.squeeze(tf.slice(written, [prompt], [1]), [0]) : written
          ) as tf.Tensor2D;
          const start = typeof at === 'object' ? at[prompt]! : (at as number);
          return tf.concat([
            tf.slice(rows, [0, 0], [start, -1]),
            own,
            tf.slice(rows, [start + own.shape[0], 0]),
          ]);
        },
        frozen.lookup(clip.weights.text.tokenEmbedding, padded),
      );
    }),
  );
}

export function compareForward(
  check: Comparison,
  run: Run,
  params: Params,
  pixels: tf.Tensor4D,
  k: number,
): void {
  const within = k === 0 ? tolerance.features : tolerance.afterUpdates;
  tf.tidy(() => {
    const { method, setup } = run;
    const image = encodeAll(imageTower(run, pixels, { chunk: 1 }), params);
    const text = encodeAll(textTower(run, { chunk: setup.prompts.length }), params, image);
    check.expect(`step${k}/image_features`, image, within);
    check.expect(`step${k}/text_features`, text, within);
    const { features, logits } = classify(run, params, { image, text });
    check.expect(`step${k}/logits`, logits, within);
    check.expect(`step${k}/final_image_features`, normalise(features.image), within);
    check.expect(`step${k}/final_text_features`, normalise(features.text), within);
    if (params.down) check.expect(`step${k}/adapter_output`, bottleneck(params, image), within);
    if (params.metaNet) check.expect(`step${k}/meta_bias`, contextShift(params, image), within);
    if (check.has(`step${k}/zero_shot`)) {
      const plain = encodeAll(imageTower(run, pixels, { chunk: 1 }, { plain: true }), {});
      const { features, logits } = hostOf(method.imageTeacher!(plain, setup));
      check.expect(`step${k}/zero_shot_image_features`, features!, tolerance.features);
      check.expect(`step${k}/zero_shot_logits`, logits!, tolerance.features);
    }
    method.vision?.(params, setup).vectors?.forEach(({ vectors, layer }) => {
      const name = layer === 0 ? 'visual_prompt_shallow' : `visual_prompt_deep.${layer - 1}`;
      check.expect(`step${k}/${name}`, vectors, within);
    });
  });
}

/** Of a rule: the two gradients before they become one. */
export function compareBothGradients(
  check: Comparison,
  json: RecordedRun,
  run: Run,
  params: Params,
  batch: Parameters<typeof lossGradients>[2],
  k: number,
): void {
  const { rule } = run.method;
  if (!rule) return;
  const within = k === 0 ? tolerance.firstGradients : tolerance.afterUpdates;
  const variants: Record<string, Method> = {
    grad_ce: { ...run.method, rule: { ...rule, bend: (task) => task } },
    grad_kl: { ...run.method, rule: { ...rule, bend: (_task, guide) => guide } },
  };
  for (const [name, method] of Object.entries(variants)) {
    tf.tidy(() => {
      const { gradients } = lossGradients({ ...run, method }, params, batch);
      compareTree(check, json, `step${k}/${name}`, withPaths(params, gradients), within);
    });
  }
}

export function compareLosses(
  check: Comparison,
  json: RecordedRun,
  run: Run,
  report: tf.Tensor1D,
  k: number,
): void {
  const within = k === 0 ? tolerance.lossTerms : tolerance.afterUpdates;
  const named = namedLosses(run, report.dataSync<'float32'>());
  // What a rule compares with is never added.
  const added = Object.entries(named).flatMap(([name, loss]) => (name === 'rule' ? [] : [loss]));
  const sum = added.reduce((total, loss) => total + loss, 0);
  check.expect(`step${k}/loss`, tf.scalar(sum), within);
  for (const [theirs, ours] of Object.entries(termNames)) {
    const [, value] = Object.entries(named).find(([name]) => name.split('.').at(-1) === ours) ?? [];
    if (value === undefined) continue;
    const scale = theirs === 'score' ? (json.hyper!.w as number) : 1;
    check.expect(`step${k}/${theirs}`, tf.scalar(value / scale), within);
  }
}

/** The trained parameters on other pictures, and on other class names. */
export function compareAnswers(check: Comparison, json: RecordedRun, run: Run, params: Params): void {
  const tuned = createTuned({ run, params: cloneParams(params) });
  const pixels = goldenPixels(json.indices.eval);
  tf.tidy(() => {
    check.expect('eval/logits', tuned.logits(pixels), tolerance.afterUpdates);
  });
  if (json.transfer) {
    const moved = tuned.withClassNames(json.transfer.classnames);
    tf.tidy(() => {
      check.expect('transfer/logits', moved.logits(pixels), tolerance.afterUpdates);
    });
    moved.dispose();
  }
  pixels.dispose();
  tuned.dispose();
}

/** The initial parameters with the adapters folded in: weights, and the logits of what is left. */
export function compareMerged(
  check: Comparison,
  json: RecordedRun,
  run: Run,
  params: Params,
  keys: readonly string[],
): void {
  if (!keys.some((key) => key.startsWith('merged'))) return;
  const { method, setup } = run;
  const copy = { ...run, setup: copySetup(setup) };
  const tuned = createTuned({ run: copy, params: cloneParams(params) });
  const merged = tuned.merge();
  tf.tidy(() => {
    for (const key of keys) {
      if (key.startsWith('merged/')) check.expect(key, storedWeight(merged, key), tolerance.mergedWeights);
    }
    const rest = method.unfolded?.rest;
    const remaining = rest?.of(params) ?? {};
    const restRun = { ...run, method: rest?.method ?? {}, setup: { ...setup, clip: merged } };
    check.expect('merged_eval/logits', evalLogits(json, restRun, remaining), tolerance.features);
  });
  merged.dispose();
  tuned.dispose();
}

/** Logits of the pictures that nothing is trained on. */
function evalLogits(json: RecordedRun, run: Run, params: Params): tf.Tensor2D {
  const image = encodeAll(imageTower(run, goldenPixels(json.indices.eval), { chunk: 1 }), params);
  const text = encodeAll(textTower(run, { chunk: run.setup.prompts.length }), params, image);
  return classify(run, params, { image, text }).logits;
}

/** A kernel of the merged Clip under its HuggingFace name, `[out, in]`. */
function storedWeight({ weights }: Clip, key: string): tf.Tensor {
  const [, tower, layer, module] = /^merged\/(text|vision)_model\.encoder\.layers\.(\d+)\.(.+)\.weight$/.exec(
    key,
  )!;
  const block = weights[tower as 'text' | 'vision'].blocks[Number(layer)]!;
  if (module === 'mlp.fc1') return tf.transpose(block.feedForwardIn.kernel);
  const part = ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'].indexOf(module!);
  return tf.transpose(tf.split(block.queryKeyValue.kernel, 3, 1)[part]!);
}
