import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { createClip, loadTokenizer } from '@dsra/clip';
import { saveClip } from '@dsra/clip/node';
import { describeBackend, useBackend } from '@dsra/runtime';
import { writeContactSheets } from '../world/writeContactSheets';
import { preprocessing } from './architecture';
import { learnTokenizer } from './learnTokenizer';
import { defaultPlan, type Plan } from './plan';
import { tokenizerFiles } from './tokenizerFiles';
import { type Trained, train } from './train';
import { newTrainee } from './trainee';
import { measureAgain, writeRecord } from './writeRecord';

const HELP = `Trains the embedded model from nothing on pictures that it draws.

  node scripts/pretrain.mjs [--steps ${defaultPlan.steps}] [--batch ${defaultPlan.batch}] [--rate ${defaultPlan.rate}] [--seed ${defaultPlan.seed}]
                            [--out packages/bench/model] [--work .tmp/pretrain] [--backend wasm]

An interrupted training of the same plan is continued. With --measure nothing is trained: the zero-shot accuracies of
the model in --out are measured and recorded again, as after a change of the tasks. With --sheets <folder> nothing is
trained either: pictures of the training world and of every task are written as contact sheets.`;

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
      measure: { type: 'boolean', default: false },
      sheets: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    log(HELP);
    return;
  }
  if (values.sheets !== undefined) {
    const files = await writeContactSheets(values.sheets);
    log(`wrote ${files.join(', ')} to ${values.sheets}`);
    return;
  }
  for (const line of describeBackend(await useBackend(values.backend as 'wasm'))) log(line);
  if (values.measure) {
    await measureAgain(values.out);
    return;
  }
  const { steps, batch, rate, seed } = values;
  const plan = { steps: Number(steps), batch: Number(batch), rate: Number(rate), seed: Number(seed) };
  const trained = await trainAndSave(plan, values.out, values.work);
  await writeRecord(values.out, { ...plan, ...trained, machine: `${cpus().length} cores` });
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
