import type { Io } from '../terminal/io';
import { createOutput, type Output } from '../terminal/output';

/** A command line on its way: what was typed, and the outside. */
export interface Invocation extends Io {
  readonly argv: readonly string[];
}

/** What every command works with. */
export interface Context {
  readonly io: Invocation;
  readonly out: Output;
}

/** What every command takes. */
export interface CommonOptions {
  readonly json?: boolean;
}

/** What commands take that open a model. */
export interface ModelOptions extends CommonOptions {
  /** A folder in the HuggingFace layout or a hub name; absent: the embedded model. */
  readonly model?: string;
  readonly backend: string;
}

export function contextOf(io: Invocation, { json = false }: CommonOptions): Context {
  return { io, out: createOutput(io, { json }) };
}

/** How this command was called: what a line that people paste has to begin with. */
export function commandName({ env }: Invocation): string[] {
  return env.npm_command === 'exec' ? ['npx', 'dsra'] : ['dsra'];
}
