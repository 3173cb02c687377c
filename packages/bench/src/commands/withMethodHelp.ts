import { Command } from 'commander';
import type { Invocation } from './context';
import type { NamedMethods } from './members';

/**
 * Has the help of a command tell the options of the methods that are named beside `--help`. Only then is the method table
 * loaded, and TensorFlow.js with it; commander writes a help at once, so that this is done before it reads the command's line.
 */
export function withMethodHelp(program: Command, command: Command, { argv }: Invocation): void {
  program.hook('preSubcommand', async (_, chosen) => {
    const asked = chosen === command ? methodsBesideHelp(command, argv) : undefined;
    if (!asked) return;
    const { methodHelp } = await import('./methodHelp');
    command.addHelpText('after', methodHelp(asked));
  });
}

/** Read by a copy of the command: reading twice would collect repeated options twice. */
function methodsBesideHelp(command: Command, argv: readonly string[]): NamedMethods | undefined {
  const reader = new Command().copyInheritedSettings(command);
  for (const option of command.options) reader.addOption(option);
  const { unknown } = reader.parseOptions([...argv]);
  const names = ['method', 'with'].some((name) => reader.getOptionValueSource(name) === 'cli');
  const helps = unknown.some((word) => word === '--help' || word === '-h');
  return names && helps ? reader.opts<NamedMethods>() : undefined;
}
