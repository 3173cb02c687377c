/** Where text goes: a terminal, a pipe, or a test's list. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

/** Everything a command has of the outside besides files. */
export interface Io {
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls `listener` at Ctrl-C, or when the system asks the process to end, until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
  /** The process is the command's own, and not a program that runs `dsra` inside itself. */
  readonly ownProcess?: boolean | undefined;
}

/** Ctrl-C; and what containers, services and job schedulers stop with. */
const interruptions = ['SIGINT', 'SIGTERM'] as const;

/** The process's own streams and signals. */
export function processIo(): Io {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    onInterrupt(listener) {
      for (const signal of interruptions) process.on(signal, listener);
      return () => {
        for (const signal of interruptions) process.off(signal, listener);
      };
    },
    ownProcess: true,
  };
}
