import type { Command } from 'commander';

/** Teaches a command by examples, at the end of its help: what to type, and what it is for. */
export function withExamples(
  command: Command,
  examples: readonly (readonly [typed: string, purpose: string])[],
): Command {
  const lines = examples.map(([typed, purpose]) => `  # ${purpose}\n  $ ${typed}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n\n')}\n`);
}
