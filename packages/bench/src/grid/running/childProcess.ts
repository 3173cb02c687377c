import { type ChildProcess, fork } from 'node:child_process';
import { DsraError } from '@dsra/core';
import { dsraProgram } from '../../dsraProgram';
import { cellProcessCommand, type FromChild, type ToChild } from './cellProcess';
import type { RanCell, RunHooks } from './runCell';
import { failed, type Unit } from './unit';
import type { WorkshopOptions } from './workshop';

/** A child process that executes units, one at a time; one that was lost is replaced for the next. */
export interface CellChild {
  run(unit: Unit, hooks?: RunHooks): Promise<RanCell>;
  close(): void;
}

/** @param program another `dsra` to start, for tests */
export function cellChild(options: WorkshopOptions, program = dsraProgram()): CellChild {
  let child: ChildProcess | undefined;
  const say = (message: ToChild): void => void child!.send(message);
  const start = (): ChildProcess => {
    // Its words would mix with the table of progress; what it dies of is told by its last lines.
    const started = fork(program, [cellProcessCommand], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    started.once('exit', () => {
      if (child === started) child = undefined;
    });
    child = started;
    say({ options });
    return started;
  };
  return {
    run: (unit, { signal, onProgress } = {}) =>
      new Promise<RanCell>((resolve, reject) => {
        const own = child ?? start();
        const lastWords = tailOf(own);
        const settle = (finish: () => void): void => {
          own.off('message', hear);
          own.off('exit', lost);
          signal?.removeEventListener('abort', abort);
          finish();
        };
        const hear = (message: FromChild): void => {
          if ('progress' in message) onProgress?.(message.progress);
          else if ('ran' in message)
            settle(() => {
              resolve(message.ran);
            });
          else
            settle(() => {
              reject(asError(message.unable));
            });
        };
        const lost = (code: number | null, killedBy: NodeJS.Signals | null): void => {
          const how = killedBy ? `was ended by ${killedBy}` : `ended with code ${code}`;
          settle(() => {
            resolve(failed(unit.cell, `its process ${how}${lastWords()}`));
          });
        };
        const abort = (): void => {
          settle(() => {
            reject(new DsraError('interrupted', 'interrupted'));
          });
          own.kill('SIGKILL');
          if (child === own) child = undefined;
        };
        own.on('message', hear);
        own.on('exit', lost);
        signal?.addEventListener('abort', abort);
        say({ unit });
        if (signal?.aborted) abort();
      }),
    close: () => {
      child?.kill('SIGKILL');
      child = undefined;
    },
  };
}

const asError = ({ code, message }: { code?: DsraError['code']; message: string }): Error =>
  code ? new DsraError(code, message) : new Error(message);

/** What a process says on stderr while it is listened to: the line that names an error, or the end of it. */
function tailOf({ stderr }: ChildProcess): () => string {
  let text = '';
  stderr?.removeAllListeners('data').on('data', (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-10_000);
  });
  return () => {
    const named = /^.*(?:FATAL ERROR|Error:).*$/mu.exec(text)?.[0] ?? text.slice(-300);
    return named.trim() === '' ? '' : `: ${named.trim().replaceAll(/\s+/gu, ' ')}`;
  };
}
