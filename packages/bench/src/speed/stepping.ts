import type { Clip } from '@dsra/clip';
import { countedWork } from './countedWork';
import { exampleBatch } from './pictures';
import type { Running } from './running';
import { speedClassNames } from './speedClassNames';
import { speedMethod } from './speedMethods';
import { startStepwise } from './stepwise';
import { stepOperations } from './usefulOperations';
import { BATCH, type StepWork } from './work';

/** Training steps, as a user runs them: pictures to pixels, forward, backward, SGD. Takes the clip over. */
export async function startStepping(
  clip: Clip,
  { method: name, classes, nameWords }: StepWork,
): Promise<Running> {
  const known = speedMethod(name, clip.config);
  const classNames = speedClassNames(classes, nameWords);
  const examples = exampleBatch(clip, classes);
  let operations: number | undefined;
  const training = await startStepwise(known.method, { clip, classNames, examples }, (tuned) => {
    const work = countedWork(known, tuned, BATCH);
    operations = work && stepOperations(clip.config, work);
  });
  return {
    operations,
    run: () => training.step(),
    stop: async () => {
      await training.stop();
      clip.dispose();
    },
  };
}
