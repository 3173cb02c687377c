import type { Command } from 'commander';

import { contextOf, type Invocation } from './context';
import type { ZeroShotOptions, EvalOptions } from './evalOptions';
import { withExamples } from './examples';
import { withAdapter, withModel, withPictures, withTemplate } from './options';

export function evalCommand(program: Command, io: Invocation): void {
  const command = program.command('eval').summary('accuracy of an adapter on a folder of pictures');
  command.description(
    'Accuracy of an adapter on labelled pictures, by class. The test pictures count where there are any, else all\n' +
      'but those that the adapter learned from. The classes may be others than those that it learned.',
  );
  withExamples(withModel(withAdapter(withPictures(command))), [
    ['dsra eval ./my-pictures --adapter my-adapter', 'How good is it on pictures that it has not seen?'],
    ['dsra eval ./my-pictures --adapter my-adapter --json', 'The same for a script'],
  ]).action(async (pictures: string, options: EvalOptions) => {
    const { evaluateAdapter } = await import('./evaluateAdapter');
    await evaluateAdapter(contextOf(io, options), pictures, options);
  });
}

export function zeroShotCommand(program: Command, io: Invocation): void {
  const command = program.command('zero-shot').summary('accuracy of CLIP itself, without learning');
  command.description(
    'Accuracy of CLIP on labelled pictures from the class names alone: nothing is learned.',
  );
  withExamples(withTemplate(withModel(withPictures(command))), [
    ['dsra zero-shot ./my-pictures', 'How much does the model know already?'],
    ['dsra zero-shot ./my-textures --template "a {} texture."', 'Another sentence around the class names'],
  ]).action(async (pictures: string, options: ZeroShotOptions) => {
    const { evaluateZeroShot } = await import('./evaluateZeroShot');
    await evaluateZeroShot(contextOf(io, options), pictures, options);
  });
}
