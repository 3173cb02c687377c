import { Presets, SingleBar } from 'cli-progress';
import type { TextStream } from './io';

/** Shows how far something has come: a bar in a terminal, about ten lines in a pipe. */
export interface Progress {
  /** `done` of the total, and what else is to be said (a loss, an epoch). */
  update(done: number, remark?: string): void;
  stop(): void;
}

export function createProgress(
  stream: TextStream,
  { label, total }: { label: string; total: number },
): Progress {
  return stream.isTTY ? bar(stream, label, total) : lines(stream, label, total);
}

function bar(stream: TextStream, label: string, total: number): Progress {
  const format = `${label} {bar} {percentage}%  {remark}  {eta_formatted} left`;
  const options = {
    format,
    stream: stream as NodeJS.WritableStream,
    barsize: 24,
    gracefulExit: false,
    // What comes after says it all.
    clearOnComplete: true,
    hideCursor: null,
  };
  const drawn = new SingleBar(options, Presets.shades_classic);
  drawn.start(total, 0, { remark: '' });
  return {
    update: (done, remark = '') => {
      drawn.update(done, { remark });
    },
    stop: () => {
      drawn.stop();
    },
  };
}

/** Nothing that is over in a moment; then one line at every tenth. */
const patience = 2000;

function lines(stream: TextStream, label: string, total: number): Progress {
  const start = performance.now();
  let tenths = 0;
  return {
    update: (done, remark = '') => {
      const reached = Math.floor((10 * done) / total);
      if (reached <= tenths || performance.now() - start < patience) return;
      tenths = reached;
      stream.write(`${label} ${Math.round((100 * done) / total)}%  ${remark}`.trimEnd().concat('\n'));
    },
    stop: () => undefined,
  };
}
