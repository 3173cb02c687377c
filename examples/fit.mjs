// Teach CLIP the classes of a folder of pictures, use it, save it, load it again.
//
//   node examples/fit.mjs                    # pictures that the project draws
//   node examples/fit.mjs ./my-pictures      # yours: one sub-folder per class
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { embeddedModel, readPictureSet, takeShots, tasks, writeTask } from '@dsra/bench';
import { loadClip, readPicture } from '@dsra/clip/node';
import { adamW, dsra, fit, load } from '@dsra/prompts';
import { describeBackend, useBackend } from '@dsra/runtime';

const work = await mkdtemp(path.join(tmpdir(), 'dsra-fit-'));
let [, , pictures] = process.argv;
if (!pictures) {
  pictures = path.join(work, 'pictures');
  await writeTask(tasks[0], pictures, { split: 'train', perClass: 12, seed: 1 });
}

// The application chooses what computes; the library only calls TensorFlow.js.
console.log(describeBackend(await useBackend('auto'))[0]);

// Eight pictures of each class to learn from; the others become the test.
const set = takeShots(await readPictureSet(pictures), { shots: 8, seed: 1 });
const examplesOf = (list) => list.map(({ path: file, label }) => ({ image: () => readPicture(file), label }));

const clip = await loadClip(embeddedModel());
const tuned = await fit(dsra({ rank: 16 }), {
  clip,
  classNames: set.classNames,
  examples: examplesOf(set.train),
  epochs: 5,
  batchSize: 16,
  learningRate: 2e-3,
  optimizer: adamW(),
  onProgress: ({ epoch, epochs, step, steps, loss }) => {
    if (step === steps) console.log(`epoch ${epoch} of ${epochs}: loss ${loss.toFixed(3)}`);
  },
});

const { accuracy, correct, examples } = await tuned.evaluate(examplesOf(set.test));
console.log(`accuracy ${accuracy.toFixed(3)}: ${correct} of ${examples}`);

const [{ path: file }] = set.test;
const { label, probability } = await tuned.predict(await readPicture(file));
console.log(`${path.basename(path.dirname(file))}: ${label}, ${(100 * probability).toFixed(1)} %`);

// Only what was learned is saved: a few kilobytes beside the model.
await tuned.save(path.join(work, 'adapter'));
const again = await load(path.join(work, 'adapter'), { clip });
console.log(`loaded again: ${(await again.predict(await readPicture(file))).label}`);

tuned.dispose();
again.dispose();
clip.dispose();
