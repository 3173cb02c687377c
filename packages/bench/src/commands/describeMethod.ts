import { type MethodEntry, methodName, methodTable, type Protocol, type PaperSettings } from '@dsra/prompts';
import { embeddedPlan } from '../protocols/embeddedSettings';
import { field } from '../terminal/figures';
import { table } from '../terminal/table';
import type { Context } from './context';
import { countLines } from './inWords';
import { mergeabilityInWords } from './mergeability';
import { countedOn, factsOf } from './methodFacts';
import { optionLines } from './optionLines';
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
    ...optionSection(entry),
    ...(entry.settings ? settingLines(name, entry.settings) : []),
  ])
    out.line(line);
  const options = Object.entries(entry.options).map(
    ([option, { about, expects, onSmallModels }]) =>
      [
        option,
        {
          about,
          expects,
          default: defaults[option] ?? null,
          ...(onSmallModels !== undefined && { onSmallModels }),
        },
      ] as const,
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

function optionSection(entry: MethodEntry): string[] {
  const lines = optionLines(entry);
  return lines.length === 0 ? [] : ['', 'Options, as --set name=value:', ...lines];
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
