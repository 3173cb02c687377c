// The parts without `fit`: adapters, the two towers, and an optimiser of TensorFlow.js.
//
//   node examples/own-training-loop.mjs
import { drawTask, embeddedModel, tasks } from '@dsra/bench';
import { cosineLogits, preprocess, sentence, stackPixels } from '@dsra/clip';
import { loadClip } from '@dsra/clip/node';
import { dualShared, leaves, mapParams, mersenneTwister } from '@dsra/core';
import { useBackend } from '@dsra/runtime';
import * as tf from '@tensorflow/tfjs';

await useBackend('auto');
const clip = await loadClip(embeddedModel());
const [task] = tasks;
const prompts = task.classNames.map((name) => sentence(task.template, name));

// Everything learned is one plain tree of tensors; here its leaves are TensorFlow.js variables.
const family = dualShared({ rank: 8 }, clip.config);
const fresh = family.init(mersenneTwister(1));
const params = mapParams(fresh, (leaf) => tf.variable(leaf));
tf.dispose(leaves(fresh).map(([, leaf]) => leaf));

// Where adapters stand is data that the encoders read.
const kinds = [
  ['attention', 'attentionIn'],
  ['feedForward', 'feedForwardIn'],
];
const insertions = (tower) => ({
  adapters: Array.from({ length: clip.config[tower].layers }, (_, layer) =>
    kinds.map(([kind, site]) => ({ layer, site, adapter: family.adapterAt(params, tower, layer, kind) })),
  ).flat(),
});

const logitsOf = (pixels) =>
  cosineLogits(
    clip.encodeImage(pixels, insertions('vision')),
    clip.encodeText(prompts, insertions('text')),
    clip.weights.logitScale,
  );

const examples = drawTask(task, { split: 'train', perClass: 2, seed: 1 });
const pixels = stackPixels(
  examples.map(({ image }) => preprocess(image, clip.preprocessing)),
  clip.preprocessing.size,
);
const labels = tf.tidy(() =>
  tf.oneHot(
    tf.tensor1d(
      examples.map(({ label }) => label),
      'int32',
    ),
    task.classNames.length,
  ),
);

const optimizer = tf.train.adam(5e-3);
const variables = leaves(params).map(([, leaf]) => leaf);
for (let step = 1; step <= 8; step++) {
  const loss = optimizer.minimize(
    () => tf.losses.softmaxCrossEntropy(labels, logitsOf(pixels)),
    true,
    variables,
  );
  console.log(`step ${step}: loss ${(await loss.data())[0].toFixed(3)}`);
  loss.dispose();
}

optimizer.dispose();
tf.dispose([pixels, labels, variables]);
clip.dispose();
console.log(`tensors left: ${tf.memory().numTensors}`);
