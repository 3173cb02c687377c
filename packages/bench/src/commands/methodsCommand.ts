import type { Command } from 'commander';
import { type CommonOptions, contextOf, type Invocation } from './context';
import { withExamples } from './examples';
import { withJson } from './options';

export function methodsCommand(program: Command, io: Invocation): void {
  const command = program.command('methods').summary('the methods that there are, and their options');
  command
    .description(
      'All methods: what each trains, how many parameters, whether it can be merged, its defaults and its paper. ' +
        'With a name: its options and how its paper trains it.',
    )
    .argument('[method]', 'its name, in any case');
  withExamples(withJson(command), [
    ['dsra methods', 'Which methods are there?'],
    ['dsra methods promptSrc', 'Which options does it have, and how is it trained?'],
    ['dsra fit ./my-pictures --out my-adapter --method promptSrc --set textDepth=3', 'Use one of them'],
  ]).action(async (name: string | undefined, options: CommonOptions) => {
    const context = contextOf(io, options);
    if (name === undefined) (await import('./listMethods')).listMethods(context);
    else (await import('./describeMethod')).describeMethod(context, name);
  });
}
