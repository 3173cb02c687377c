import { methodTable } from '@dsra/prompts';
import { thousands } from '../terminal/figures';
import { table } from '../terminal/table';
import type { Context } from './context';
import { optionsInWords } from './inWords';
import { countedOn, factsOf, type MethodFacts } from './methodFacts';
import { withWrappedEnd } from './wrapped';

/** `dsra methods`: the method table, with everything that can be told without a model. */
export function listMethods({ out }: Context): void {
  const methods = Object.entries(methodTable).map(([name, entry]) => ({ name, ...factsOf(name, entry) }));
  const head = ['method', 'parameters', 'merges', 'what it trains; its paper; its defaults'];
  for (const line of table(withWrappedEnd([head, ...methods.flatMap(rowsOf)]))) out.line(line);
  for (const line of explanation) out.line(line);
  const listed = methods.map(({ count, ...facts }) => ({
    ...facts,
    trainableParameters: count.total,
    parametersByPart: count.byPart,
  }));
  out.json({ ...countedOn, methods: listed });
}

function rowsOf({
  name,
  count,
  merges,
  trains,
  paper,
  defaults,
}: MethodFacts & { name: string }): string[][] {
  const standard = optionsInWords(defaults);
  return [
    [name, thousands(count.total).padStart('parameters'.length), merges, trains],
    ['', '', '', paper],
    ...(standard === '' ? [] : [['', '', '', `defaults: ${standard}`]]),
  ];
}

const explanation = [
  '',
  `Parameters are counted on ${countedOn.backbone}. Of a method that merges, \`dsra merge\` makes a plain CLIP; of`,
  '"adapters only" the adapters go into the weights, and prompts stay beside them.',
  'Methods are trained together by --with: promptSrc --with dsra adds DsRA to PromptSRC, whose training counts. The',
  'DsRA paper\'s own full method ("DsRA + PromptSRC") is dsraPromptSrc: the same, with that paper\'s training.',
  '`dsra methods <name>` shows the options of one, and how its paper trains it.',
];
