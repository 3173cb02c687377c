import type { TextStream } from '../../terminal/io';

/** How often a terminal is drawn anew, in milliseconds. */
const often = 100;

/** Lines at the bottom of a terminal that are drawn again in place; in a pipe there are none. */
export function liveLines(stream: TextStream) {
  let shown = 0;
  let last = -Infinity;
  // Up over what is shown, and away with it.
  const clear = (): void => {
    if (shown > 0) stream.write(`\u001b[${shown}A\u001b[0J`);
    shown = 0;
  };
  return {
    clear,
    /** A line that stays. */
    keep: (line: string): void => {
      clear();
      last = -Infinity;
      stream.write(`${line}\n`);
    },
    show: (lines: () => readonly string[]): void => {
      if (!stream.isTTY || performance.now() - last < often) return;
      last = performance.now();
      clear();
      const width = columnsOf(stream);
      const drawn = lines().map((line) => line.slice(0, width - 1));
      stream.write(`${drawn.join('\n')}\n`);
      shown = drawn.length;
    },
  };
}

/** A line that is longer would take two, and going up would miss one. */
const columnsOf = (stream: TextStream): number => (stream as { columns?: number }).columns ?? 80;
