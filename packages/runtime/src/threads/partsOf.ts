/** A part of something long. */
export interface LongPart {
  readonly from: number;
  readonly count: number;
}

export interface Division {
  readonly threads: number;
  /** Parts for each thread, where there are several: of more than one, a thread that is late takes fewer. Default: 2. */
  readonly perThread?: number;
  /** Parts are whole numbers of it, but for the last. */
  readonly grain: number;
}

/** Parts of about equal length. */
export function partsOf(length: number, { threads, perThread = 2, grain }: Division): LongPart[] {
  const wanted = threads === 1 ? 1 : threads * perThread;
  const step = Math.ceil(length / wanted / grain) * grain;
  return Array.from({ length: Math.ceil(length / step) }, (_, index) => ({
    from: index * step,
    count: Math.min(step, length - index * step),
  }));
}
