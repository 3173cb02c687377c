interface Disposable {
  dispose(): void;
}

/** Lends something to `work` and disposes of it afterwards, also when `work` fails. */
export async function using<D extends Disposable, R>(thing: D, work: (thing: D) => Promise<R>): Promise<R> {
  try {
    return await work(thing);
  } finally {
    thing.dispose();
  }
}
