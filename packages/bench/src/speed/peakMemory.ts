import { readFileSync } from 'node:fs';

/** Bytes of this process's largest resident memory so far. */
export function peakMemory(): number {
  // On Linux `maxRSS` begins with the parent's; the high-water mark is this program's own.
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
  return 1024 * Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? process.resourceUsage().maxRSS);
}
