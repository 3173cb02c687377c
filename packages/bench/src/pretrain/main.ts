import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createClip, loadTokenizer } from '@dsra/clip';
import { loadClip, saveClip } from '@dsra/clip/node';
import { writeFilesAtomically } from '@dsra/core/node';
import { describeBackend, useBackend } from '@dsra/runtime';
import { shifts } from '../world/tasks/shifts';
import { tasks } from '../world/tasks/tasks';
import { preprocessing } from './architecture';
import { learnTokenizer } from './learnTokenizer';
import { defaultPlan, type Plan } from './plan';
import { tokenizerFiles } from './tokenizerFiles';
import { type Trained, train } from './train';
import { newTrainee } from './trainee';
import { zeroShotAccuracy } from './zeroShot';

const HELP = `Trains the embedded model from nothing on pictures that it draws.

  node scripts/pretrain.mjs [--steps ${defaultPlan.steps}] [--batch ${defaultPlan.batch}] [--rate ${defaultPlan.rate}] [--seed ${defaultPlan.seed}]
                            [--out packages/bench/model] [--work .tmp/pretrain] [--backend wasm]

An interrupted training of the same plan is continued.`;

/** Test pictures per class behind the recorded accuracies. */
const PER_CLASS = 50;

const log = (line: string): void => {
  console.log(line);
};

/** The command: trains, writes the model folder, and its record \`training.json\`. */
export async function main(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      steps: { type: 'string', default: String(defaultPlan.steps) },
      batch: { type: 'string', default: String(defaultPlan.batch) },
      rate: { type: 'string', default: String(defaultPlan.rate) },
      seed: { type: 'string', default: String(defaultPlan.seed) },
      out: { type: 'string', default: 'packages/bench/model' },
      work: { type: 'string', default: '.tmp/pretrain' },
      backend: { type: 'string', default: 'wasm' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    log(HELP);
    return;
  }
  const { steps, batch, rate, seed } = values;
  const plan = { steps: Number(steps), batch: Number(batch), rate: Number(rate), seed: Number(seed) };
  for (const line of describeBackend(await useBackend(values.backend as 'wasm'))) log(line);
  const trained = await trainAndSave(plan, values.out, values.work);
  await writeRecord(plan, trained, values.out);
}

async function trainAndSave(plan: Plan, out: string, work: string): Promise<Trained> {
  const pairs = learnTokenizer(plan.seed);
  const encoder = new TextEncoder();
  const files = Object.entries(tokenizerFiles(pairs)).map(([name, text]) => [name, encoder.encode(text)]);
  const tokenizer = await loadTokenizer(Object.fromEntries(files) as Parameters<typeof loadTokenizer>[0]);
  const trainee = newTrainee(pairs.vocabulary.length, (text) => tokenizer.encode(text), plan.seed);
  const count = trainee.variables.reduce((sum, { size }) => sum + size, 0);
  log(`${count} parameters, ${pairs.vocabulary.length} tokens`);
  const workerFile = new URL('./drawWorker.js', import.meta.url);
  const trained = await train(trainee, { plan, folder: work, workerFile, onProgress: log });
  const clip = createClip({ ...trainee, tokenizer, preprocessing, name: 'embedded' });
  await saveClip(clip, out, { dtype: 'F16' });
  clip.dispose();
  return trained;
}

/** What the saved model can do without training, and how it came about. */
async function writeRecord(plan: Plan, { loss, seconds }: Trained, out: string): Promise<void> {
  const clip = await loadClip(out);
  const zeroShot: Record<string, number> = {};
  for (const task of [...tasks, ...Object.values(shifts)]) {
    zeroShot[task.name] = zeroShotAccuracy(clip, task, { perClass: PER_CLASS, seed: 1 });
    const percent = (100 * zeroShot[task.name]!).toFixed(1);
    log(`${task.name}: ${percent} % zero-shot, chance is ${(100 / task.classNames.length).toFixed(1)} %`);
  }
  clip.dispose();
  const machine = `${cpus().length} cores`;
  const record = { ...plan, loss, minutes: Math.round(seconds / 6) / 10, machine, perClass: PER_CLASS, zeroShot };
  await writeFilesAtomically(out, { 'training.json': `${JSON.stringify(record, null, 2)}\n` });
  log(`wrote ${out}`);
}
