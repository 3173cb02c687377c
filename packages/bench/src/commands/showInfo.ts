import { architectures, type ClipConfig } from '@dsra/clip';
import { DsraError } from '@dsra/core';
import { countTrainable, type Method } from '@dsra/prompts';
import { type BackendReport, describeBackend, measureMatMul } from '@dsra/runtime';
import { counted, field } from '../terminal/figures';
import { chooseMethod, type MethodChoice } from './chooseMethod';
import type { Context } from './context';
import { modelInWords, trainedLines } from './inWords';
import type { InfoOptions } from './infoOptions';
import { openAdapter } from './openAdapter';
import { openModel, startBackend } from './openModel';

/** `dsra info`: what is trained, where, how many parameters, on which backend and how fast. */
export async function showInfo(context: Context, options: InfoOptions): Promise<void> {
  const subject = await subjectOf(context, options);
  const { name, config, method, backend } = subject;
  const classes = subject.classNames?.length ?? options.classes;
  const count = countTrainable(method, config, { classes });
  const speed = await measureMatMul();
  context.out.line(field('model', `${name}: ${modelInWords(config)}`));
  for (const line of trainedLines(method, count)) context.out.line(line);
  if (countTrainable(method, config, { classes: classes + 1 }).total !== count.total)
    context.out.line(
      field('counted', `for ${counted(classes, 'class', 'classes')}: some are learned for each`),
    );
  if (subject.classNames) context.out.line(field('classes', subject.classNames.join(', ')));
  for (const line of describeBackend(backend)) context.out.line(line);
  context.out.line(field('speed', `${speed.gflops.toFixed(1)} GFLOPS in products of 512 × 512`));
  context.out.json({
    model: name,
    architecture: config,
    method: method.recipe ?? null,
    ...(subject.classNames && { classNames: subject.classNames }),
    trainableParameters: count.total,
    parametersByPart: count.byPart,
    backend,
    gflops: speed.gflops,
  });
}

interface Subject {
  readonly name: string;
  readonly config: ClipConfig;
  readonly method: Method;
  readonly backend: BackendReport;
  /** Of an adapter. */
  readonly classNames?: readonly string[];
}

async function subjectOf(context: Context, options: InfoOptions): Promise<Subject> {
  if (options.adapter !== undefined) return savedSubject(context, { ...options, adapter: options.adapter });
  const { on } = chooseMethod(options);
  if (options.backbone !== undefined) return architectureSubject(options, options.backbone, on);
  const { clip, backend } = await openModel(context, options);
  clip.dispose();
  return { name: clip.name, config: clip.config, backend, method: on(clip.config) };
}

async function savedSubject(context: Context, options: InfoOptions & { adapter: string }): Promise<Subject> {
  const opened = await openAdapter(context, options);
  const { clip, backend, tuned } = opened;
  const { method, classNames } = tuned;
  opened.dispose();
  return { name: clip.name, config: clip.config, backend, method, classNames };
}

async function architectureSubject(
  options: InfoOptions,
  name: string,
  on: MethodChoice['on'],
): Promise<Subject> {
  const config = architectureNamed(name);
  const method = on(config);
  return { name, config, backend: await startBackend(options), method };
}

function architectureNamed(name: string): ClipConfig {
  const known = Object.entries(architectures).find(([key]) => key.toLowerCase() === name.toLowerCase());
  if (known) return known[1];
  const names = Object.keys(architectures).join(', ');
  throw new DsraError('badInput', `there is no architecture "${name}"; there are: ${names}`);
}
