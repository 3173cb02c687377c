import { rm } from 'node:fs/promises';
import path from 'node:path';
import { writeFilesAtomically } from '@dsra/core/node';
import { describeBackend } from '@dsra/runtime';
import { createPictureReader } from '../data/pictureReader';
import { duration, field } from '../terminal/figures';
import { shellLine } from '../terminal/shellLine';
import type { Context } from './context';
import type { DemoOptions } from './demoOptions';
import {
  demoFolders,
  demoTask,
  drawDemo,
  type DemoFolders,
  fitDemo,
  mergeDemo,
  predictDemo,
} from './demoSteps';
import { modelInWords } from './inWords';
import { openModel } from './openModel';
import { claimOutFolder } from './outFolder';
import { using } from '../inference/using';

const mark = '.dsra-demo';

/** `dsra demo`: the whole way, each step said with what it does and how long it took. */
export async function demonstrate(context: Context, options: DemoOptions): Promise<void> {
  const { out } = context;
  const start = performance.now();
  const folders = await emptyFolders(options.out);
  const say = stepper(context);
  const reader = createPictureReader();
  const pictures = await say(`drawing pictures of the task "${demoTask.name}" (${demoTask.about})`, () =>
    drawDemo(context, folders, options, reader),
  );
  const { clip, backend } = await say('starting a backend and opening the model', () =>
    openModel(context, options),
  );
  for (const skipped of describeBackend(backend).slice(1)) out.line(skipped);
  out.line(field('model', `${clip.name}: ${modelInWords(clip.config)}`));
  await using(clip, async () => {
    const job = { clip, pictures, reader, folders, options };
    const learned = await say('teaching it with DsRA, 16 pictures of each class', () =>
      fitDemo(context, job),
    );
    const merged = await say('folding what was learned into a plain CLIP', () => mergeDemo(context, job));
    const predictions = await say('asking the saved adapter about a few test pictures', () =>
      predictDemo(context, job),
    );
    const seconds = (performance.now() - start) / 1000;
    out.line();
    out.line(`Done in ${duration(1000 * seconds)}.`);
    for (const line of whatNow(folders, predictions[0]!.picture)) out.line(line);
    out.json({
      task: demoTask.name,
      backend,
      model: clip.name,
      ...learned,
      merged,
      predictions,
      seconds,
      folders,
    });
  });
}

/** Numbers the steps and says how long each took. */
function stepper({ out }: Context): <T>(title: string, work: () => Promise<T>) => Promise<T> {
  let step = 0;
  return async (title, work) => {
    step++;
    out.line();
    out.line(`${step}. ${title}`);
    const start = performance.now();
    const result = await work();
    out.line(field('took', duration(performance.now() - start)));
    return result;
  };
}

/** The demo's folder is its own: what an earlier demo left there is replaced, what somebody else did is refused. */
async function emptyFolders(out: string): Promise<DemoFolders> {
  await claimOutFolder(out, { marks: [mark], holding: 'a demo', force: true });
  await writeFilesAtomically(out, { [mark]: 'Written by `dsra demo`, which replaces what is here.\n' });
  const folders = demoFolders(out);
  for (const folder of Object.values<string>({ ...folders }))
    await rm(folder, { recursive: true, force: true });
  return folders;
}

function whatNow({ pictures, adapter, merged }: DemoFolders, picture: string): string[] {
  const dsra = (...words: string[]): string => `  ${shellLine(['npx', 'dsra', ...words])}`;
  return [
    '',
    'Written:',
    `  ${pictures}${path.sep}   the pictures, one sub-folder per class`,
    `  ${adapter}${path.sep}   what was learned, and by their hashes the pictures that it was learned from`,
    `  ${merged}${path.sep}   a plain CLIP checkpoint in the HuggingFace layout`,
    '',
    'Try next:',
    dsra('predict', picture, '--adapter', adapter),
    dsra('eval', pictures, '--adapter', adapter),
    dsra('info', '--adapter', adapter),
    dsra('draw', 'textures', 'my-pictures'),
    dsra('fit', 'my-pictures', '--shots', '16', '--out', 'my-adapter'),
    dsra('--help'),
    'Your own pictures take the place of my-pictures: one sub-folder per class.',
  ];
}
