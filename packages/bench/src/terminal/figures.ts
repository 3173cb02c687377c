/** `0.8734` → `87.3 %` */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** `128600` → `128,600` */
export function thousands(count: number): string {
  return count.toLocaleString('en-US');
}

/** Milliseconds as people say them: `340 ms`, `4.2 s`, `3 min 20 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `1 picture`, `2 pictures`, `2 classes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${thousands(count)} ${count === 1 ? one : many}`;
}

/** One line of a report: its name in a column of its own. */
export function field(name: string, text: string): string {
  return `${name.padEnd(10)} ${text}`;
}
