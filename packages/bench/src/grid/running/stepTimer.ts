/** Seconds from one step's end to the next's. */
export function stepTimer() {
  const laps: number[] = [];
  let last = performance.now();
  return {
    lap: () => {
      const now = performance.now();
      laps.push((now - last) / 1000);
      last = now;
    },
    /** 0 where there was no step. */
    median: () => [...laps].sort((a, b) => a - b)[Math.floor(laps.length / 2)] ?? 0,
  };
}
