import { type MethodEntry, methodName, methodTable, type Protocol, type PaperSettings } from '@dsra/prompts';
import { embeddedPlan } from '../protocols/embeddedSettings';
import { field } from '../terminal/figures';
import { table } from '../terminal/table';
import type { Context } from './context';
import { countLines, valueInWords } from './inWords';
import { mergeabilityInWords } from './mergeability';
import { countedOn, factsOf } from './methodFacts';
import { settingRows, trainingInWords } from './settingsInWords';
import { withWrappedEnd } from './wrapped';

/** `dsra methods <name>`: everything that the table tells of one method. */
export function describeMethod({ out }: Context, written: string): void {
  const name = methodName(written);
  const entry = methodTable[name]!;
  const { paper, trains, count, merges, defaults } = factsOf(name, entry);
  const fresh = entry.freshIsZeroShot ? "plain CLIP's answers" : "other answers than plain CLIP's";
  for (const line of [
    field('method', name),
    field('paper', paper),
    field('trains', trains),
    ...countLines(count),
    field('counted', `on ${countedOn.backbone} with ${countedOn.classes} classes`),
    field('merges', mergeabilityInWords[merges]),
    field('untrained', `it gives ${fresh}`),
    ...optionLines(entry),
    ...(entry.settings ? settingLines(name, entry.settings) : []),
  ])
    out.line(line);
  const options = Object.entries(entry.options).map(
    ([option, { about, expects }]) =>
      [option, { about, expects, default: defaults[option] ?? null }] as const,
  );
  out.json({
    name,
    paper,
    trains,
    ...countedOn,
    trainableParameters: count.total,
    parametersByPart: count.byPart,
    merges,
    freshIsZeroShot: entry.freshIsZeroShot,
    options: Object.fromEntries(options),
    settings: entry.settings ?? null,
  });
}

function optionLines({ options }: MethodEntry): string[] {
  const rows = Object.entries(options).map(([name, { about, expects, default: standard }]) => [
    `  ${name}`,
    `${about}; takes ${expects}${standard === undefined ? '' : ` (default: ${valueInWords(standard)})`}`,
  ]);
  return rows.length === 0 ? [] : ['', 'Options, as --set name=value:', ...table(withWrappedEnd(rows))];
}

function settingLines(name: string, settings: PaperSettings): string[] {
  const protocols = Object.keys(settings) as Protocol[];
  const rows = protocols.flatMap((protocol) => settingRows(protocol, settings[protocol]));
  const small = [
    '  small model',
    `${trainingInWords(embeddedPlan)}: towers narrower than 512, the embedded model's among them`,
  ];
  return ['', "Its paper's settings, by --protocol:", ...table(withWrappedEnd([...rows, small]))];
}
