import { table } from '../terminal/table';
import type { BrowserResult, LaneTiming } from './browserResult';
import { lanes } from './lanes';

/** The result as lines: where it ran, and for each step the lanes with their ratios to the first of them. */
export function browserTable({
  browser,
  processor,
  cores,
  classes,
  timings,
  skipped,
}: BrowserResult): string[] {
  const steps = [...new Set(timings.map(stepOf))];
  return [
    `browser  ${browser}`,
    `machine  ${processor}, ${cores} cores`,
    ...steps.flatMap((step) => [
      '',
      ...stepTable(
        step,
        classes,
        timings.filter((it) => stepOf(it) === step),
      ),
    ]),
    ...(skipped.length > 0 ? ['', ...skipped.map((line) => `left out ${line}`)] : []),
  ];
}

const stepOf = ({ model, method }: LaneTiming) => `${method} step, ${model}`;

function stepTable(step: string, classes: number, timings: readonly LaneTiming[]): string[] {
  const [{ lane, median: slowest }] = timings as [LaneTiming];
  const dispatched = timings.some(({ dispatches }) => dispatches !== undefined);
  const rows = timings.map(({ lane, median, milliseconds, memoryBytes, loss, dispatches }) => [
    lanes[lane].title,
    `${median.toFixed(median < 100 ? 1 : 0)} ms`,
    `${(slowest / median).toFixed(1)}×`,
    String(milliseconds.length),
    `${Math.round(memoryBytes / 2 ** 20)} MB`,
    loss.toFixed(4),
    ...(dispatched ? [dispatches === undefined ? '–' : String(dispatches)] : []),
  ]);
  const more = dispatched ? ['dispatches'] : [];
  return table([
    [`${step}, ${classes} classes`, 'median', `${lanes[lane].title} ÷`, 'steps', 'memory', 'loss', ...more],
    ...rows,
  ]);
}
