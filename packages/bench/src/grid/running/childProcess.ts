import { type ChildProcess, fork } from 'node:child_process';
import { DsraError } from '@dsra/core';
import { dsraProgram } from '../../dsraProgram';
import { cellProcessCommand, type FromChild, type ToChild } from './cellProcess';
import type { RanCell, RunHooks } from './runCell';
import { receivedError } from './sentError';
import { failed, type Unit } from './unit';
import type { WorkshopOptions } from './workshop';

/** A child process that executes units, one at a time; one that was lost is replaced for the next. */
export interface CellChild {
  run(unit: Unit, hooks?: RunHooks): Promise<RanCell>;
  close(): void;
}

/**
 * @param program another `dsra` to start, for tests
 * @param node another Node to start it with, for tests
 */
export function cellChild(
  options: WorkshopOptions,
  program = dsraProgram(),
  node = process.execPath,
): CellChild {
  let child: ChildProcess | undefined;
  const forget = (lost: ChildProcess): void => {
    if (child === lost) child = undefined;
  };
  const start = (): ChildProcess => {
    // Its words would mix with the table of progress; what it dies of is told by its last lines.
    const stdio = ['ignore', 'ignore', 'pipe', 'ipc'] as const;
    const started = fork(program, [cellProcessCommand], { stdio: [...stdio], execPath: node });
    // `error` as well: one that nobody listens to would end this process.
    for (const end of ['error', 'disconnect', 'exit']) {
      started.on(end, () => {
        forget(started);
      });
    }
    child = started;
    say(started, { options });
    return started;
  };
  const started = (unit: Unit, resolve: (ran: RanCell) => void): ChildProcess | undefined => {
    try {
      return start();
    } catch (error) {
      resolve(failed(unit.cell, unreachable(error as Error)));
      return undefined;
    }
  };
  return {
    run: (unit, { signal, onProgress } = {}) =>
      new Promise<RanCell>((resolve, reject) => {
        const own = child ?? started(unit, resolve);
        if (!own) return;
        const lastWords = tailOf(own);
        const settle = (finish: () => void): void => {
          own.off('message', hear);
          own.off('exit', lost);
          own.off('error', broken);
          signal?.removeEventListener('abort', abort);
          finish();
        };
        const give = (reason: string): void => {
          settle(() => {
            resolve(failed(unit.cell, reason));
          });
        };
        const hear = (message: FromChild): void => {
          if ('progress' in message) onProgress?.(message.progress);
          else if ('ran' in message)
            settle(() => {
              resolve(message.ran);
            });
          else
            settle(() => {
              reject(receivedError(message.unable));
            });
        };
        const lost = (code: number | null, killedBy: NodeJS.Signals | null): void => {
          const how = killedBy ? `was ended by ${killedBy}` : `ended with code ${code}`;
          give(`its process ${how}${lastWords()}`);
        };
        const broken = (error: Error): void => {
          give(unreachable(error));
          own.kill('SIGKILL');
        };
        const abort = (): void => {
          settle(() => {
            reject(new DsraError('interrupted', 'interrupted'));
          });
          own.kill('SIGKILL');
          forget(own);
        };
        own.on('message', hear);
        own.on('exit', lost);
        own.on('error', broken);
        signal?.addEventListener('abort', abort);
        say(own, { unit });
        if (signal?.aborted) abort();
      }),
    close: () => {
      child?.kill('SIGKILL');
      child = undefined;
    },
  };
}

const unreachable = ({ message }: Error): string => `its process could not be started or reached: ${message}`;

/** Where there is nobody to hear it, `error` or `exit` tells. */
function say(child: ChildProcess, message: ToChild): void {
  if (child.connected) child.send(message);
}

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
