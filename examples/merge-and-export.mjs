// Fold what was learned into a plain CLIP, and write it for others: a HuggingFace checkpoint, and a LoRA for Python's PEFT.
//
//   node examples/merge-and-export.mjs
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { drawTask, embeddedModel, tasks } from '@dsra/bench';
import { loadClip, saveClip } from '@dsra/clip/node';
import { writeFilesAtomically } from '@dsra/core/node';
import { dsra, exportPeft, fit, zeroShot } from '@dsra/prompts';
import { useBackend } from '@dsra/runtime';

await useBackend('auto');
const work = await mkdtemp(path.join(tmpdir(), 'dsra-merge-'));
const [task] = tasks;
const clip = await loadClip(embeddedModel());
const tuned = await fit(dsra({ rank: 8, template: task.template }), {
  clip,
  classNames: task.classNames,
  examples: drawTask(task, { split: 'train', perClass: 4, seed: 1 }),
  epochs: 3,
});

// A plain Clip: no adapter runs any more, and the answers are the same.
const merged = tuned.merge();
const plain = await fit(zeroShot({ template: task.template }), {
  clip: merged,
  classNames: task.classNames,
  examples: [],
});
for (const { image } of drawTask(task, { split: 'test', perClass: 1, seed: 1 }).slice(0, 3)) {
  const [hooked, folded] = [await tuned.predict(image), await plain.predict(image)];
  console.log(
    `${hooked.label} ${hooked.probability.toFixed(6)}   ${folded.label} ${folded.probability.toFixed(6)}`,
  );
}

await saveClip(merged, path.join(work, 'merged'));
console.log(`merged/ ${(await readdir(path.join(work, 'merged'))).join(' ')}`);

// DsRA is exactly a LoRA of its rank at every map, so Python loads it: PeftModel.from_pretrained(clip, 'peft').
await writeFilesAtomically(path.join(work, 'peft'), await exportPeft(tuned));
console.log(`peft/ ${(await readdir(path.join(work, 'peft'))).join(' ')}`);

for (const thing of [plain, tuned, merged, clip]) thing.dispose();
