import { availableParallelism, cpus } from 'node:os';
import { isDsraError } from '@dsra/core';
import type { Browser } from 'playwright-core';
import { median } from '../statistics';
import { type Io, processIo } from '../terminal/io';
import { type BrowserOptions, browserHelp, parseBrowserOptions } from './browserOptions';
import type { BrowserResult, LaneTiming } from './browserResult';
import { browserTable } from './browserTable';
import { type LaneName, laneNames, lanes } from './lanes';
import { type OpenLane, openBrowser, openLane, type Served } from './openLane';
import type * as PageScript from './page';

declare const dsra: typeof PageScript;

/** `npm run bench:browser`: measures, prints, gives the exit code. Progress goes to stderr. */
export async function benchBrowser(
  args: readonly string[],
  served: Served,
  { stdout, stderr }: Io = processIo(),
): Promise<number> {
  const say = (line: string) => void stderr.write(`${line}\n`);
  try {
    const options = parseBrowserOptions(args);
    if (options.help) {
      stdout.write(browserHelp);
      return 0;
    }
    const result = await measure(options, served, say);
    const lines = options.json ? [JSON.stringify(result)] : browserTable(result);
    stdout.write(lines.map((line) => `${line}\n`).join(''));
    return 0;
  } catch (error) {
    if (!isDsraError(error)) throw error;
    say(`error: ${error.message}`);
    return 2;
  }
}

type Say = (line: string) => void;

async function measure(options: BrowserOptions, served: Served, say: Say): Promise<BrowserResult> {
  const browser = await openBrowser(options);
  try {
    const timings: LaneTiming[] = [];
    const skipped: string[] = [];
    for (const model of options.models) {
      const found = await compareLanes(browser, model, options, served, say);
      timings.push(...found.timings);
      skipped.push(...found.skipped.map((line) => `${model.name}, ${line}`));
    }
    const processor = cpus()[0]?.model ?? 'unknown';
    const machine = { browser: `Chromium ${browser.version()}`, processor, cores: availableParallelism() };
    return { ...machine, batch: 4, classes: options.classes, timings, skipped };
  } finally {
    await browser.close();
  }
}

/** All lanes in turn, round by round, so that a busy machine is unfair to none. */
async function compareLanes(
  browser: Browser,
  model: PageScript.Model,
  options: BrowserOptions,
  served: Served,
  say: Say,
) {
  const { opened, skipped } = await openLanes(browser, model, options, served, say);
  const timings = new Map<string, Omit<LaneTiming, 'median'>>();
  for (const method of options.methods) {
    const work = { method, classes: options.classes };
    for (let round = 0; round < options.repeats; round++) {
      for (const [lane, { page }] of opened) {
        if (round >= repeatsOf(lane, model, options)) continue;
        const run = () => page.evaluate((it) => dsra.step(it), work);
        // What is new in memory is slow; stock runs on large models are too long to notice and to repeat.
        if (round === 0 && !isSlow(lane, model)) await run();
        const { milliseconds, loss, memoryBytes } = await run();
        const key = `${method}|${lane}`;
        const before = timings.get(key);
        timings.set(key, {
          ...{ model: model.name, method, lane, loss: before?.loss ?? loss, memoryBytes },
          milliseconds: [...(before?.milliseconds ?? []), milliseconds],
        });
        say(`round ${round + 1}, ${model.name}, ${lane}: ${method} ${milliseconds.toFixed(1)} ms`);
      }
    }
    for (const [lane, { page }] of opened) {
      const dispatches = await page.evaluate(async ([it, ask]) => (ask ? dsra.dispatches(it) : undefined), [
        work,
        lane === 'webgpu',
      ] as const);
      const timing = timings.get(`${method}|${lane}`);
      if (timing && dispatches !== undefined) timings.set(`${method}|${lane}`, { ...timing, dispatches });
    }
  }
  for (const lane of opened.values()) await lane.close();
  const all = [...timings.values()].map((it) => ({ ...it, median: median(it.milliseconds) }));
  return { timings: all, skipped };
}

const isSlow = (lane: LaneName, { config }: PageScript.Model) =>
  lanes[lane].backend === 'wasm-stock' && config !== undefined;

const repeatsOf = (lane: LaneName, model: PageScript.Model, { repeats, stockRepeats }: BrowserOptions) =>
  isSlow(lane, model) ? Math.min(stockRepeats, repeats) : repeats;

/** Pages with the model on their backends; those that do not start are left out, with the reason. */
async function openLanes(
  browser: Browser,
  model: PageScript.Model,
  options: BrowserOptions,
  served: Served,
  say: Say,
) {
  const opened = new Map<LaneName, OpenLane>();
  const skipped: string[] = [];
  const wanted = options.lanes ?? laneNames.filter((name) => !model.config || lanes[name].large);
  for (const name of laneNames.filter((it) => wanted.includes(it) && repeatsOf(it, model, options) > 0)) {
    const lane = await openLane(browser, lanes[name], served);
    const start = () =>
      lane.page.evaluate(([how, which]) => dsra.start(how, which), [lanes[name], model] as const);
    const failure = await start().then(
      ({ matrixProducts, threads }) => {
        say(`${model.name}, ${name}: ${matrixProducts}, ${threads ?? '?'} threads`);
        return undefined;
      },
      (error: unknown) => (error as Error).message.split('\n')[0]!,
    );
    if (failure === undefined) opened.set(name, lane);
    else {
      skipped.push(`${name}: ${failure}`);
      await lane.close();
    }
  }
  return { opened, skipped };
}
