/** A part of something long. */
export interface LongPart {
  readonly from: number;
  readonly count: number;
}

/** More parts than threads: one that is late gets fewer. */
const EACH = 2;

/** Parts of about equal length for so many threads, in whole grains but for the last. */
export function partsOf(length: number, threads: number, grain: number): LongPart[] {
  const wanted = threads === 1 ? 1 : threads * EACH;
  const step = Math.ceil(length / wanted / grain) * grain;
  return Array.from({ length: Math.ceil(length / step) }, (_, index) => ({
    from: index * step,
    count: Math.min(step, length - index * step),
  }));
}
