import { layout } from './taskBoard';

const { END, NEXT, UNFINISHED, FAILED, BASE } = layout;

/**
 * Gives out tasks that stand on the board, and does them with all who take some. Returns when every one is done.
 *
 * @param others how many sleeping threads are woken
 * @throws Error where a task failed in any thread; the others are done nevertheless
 */
export function runRound(
  ints: Int32Array,
  tasks: number,
  others: number,
  execute: (task: number) => void,
): void {
  const base = Atomics.load(ints, END);
  Atomics.store(ints, BASE, base);
  Atomics.store(ints, UNFINISHED, tasks);
  Atomics.store(ints, END, (base + tasks) | 0);
  Atomics.notify(ints, END, others);
  for (let ticket = take(ints); ticket !== undefined; ticket = take(ints)) {
    try {
      execute((ticket - base) | 0);
    } catch {
      Atomics.store(ints, FAILED, 1);
    }
    Atomics.sub(ints, UNFINISHED, 1);
  }
  // Not asleep: a page's main thread may not, and the others are at their last task.
  while (Atomics.load(ints, UNFINISHED) > 0);
  if (Atomics.exchange(ints, FAILED, 0) !== 0) throw new Error('a thread failed in vector code');
}

/** The next ticket; undefined where none is left. */
function take(ints: Int32Array): number | undefined {
  const end = Atomics.load(ints, END);
  for (;;) {
    const ticket = Atomics.load(ints, NEXT);
    if (ticket === end) return undefined;
    if (Atomics.compareExchange(ints, NEXT, ticket, (ticket + 1) | 0) === ticket) return ticket;
  }
}
