/** Every method of the table, as small as the towers of the tests, alone and with DsRA; and what each of them refuses. */
import {
  clipAdapter,
  coCoOp,
  combine,
  coOp,
  coOpStar,
  dsra,
  dsraPromptSrc,
  ivlp,
  kgCoOp,
  maple,
  mapleStar,
  type Method,
  proGrad,
  promptSrc,
  vpt,
  zeroShot,
} from '@dsra/prompts';

export interface MethodCase {
  readonly name: string;
  /** The names of the table that it is made of. */
  readonly from: readonly string[];
  readonly method: Method;
  /** With DsRA: the method that it was combined with, under the key `host`. */
  readonly host?: Method;
  /** What stays beside the weights when it is merged. */
  readonly kept?: string | undefined;
  /** Why nothing of it can be merged. */
  readonly unmergeable?: string | undefined;
  /** Why it has no classifier of fixed classes. */
  readonly unclassifiable?: string;
  /** Whether it learns something for each class, and so fits no other classes. */
  readonly perClass?: true;
}

type Case = Omit<MethodCase, 'name' | 'from' | 'method'>;

/** What is expected of prompts in the towers, where they begin and end. */
function prompts({ text, image }: { text?: string; image?: string }, more: Case = {}): Case {
  const towers = { text, image, vision: image };
  const of = (...names: (keyof typeof towers)[]) => names.filter((name) => towers[name] !== undefined);
  const into = of('text', 'vision').map((tower) => `it writes prompt vectors into the ${tower} tower`);
  const kept = of('text', 'image').map((tower) => `prompt vectors of the ${tower} tower (${towers[tower]})`);
  return { unmergeable: into.join('; '), kept: kept.join(', '), ...more };
}

const [first, all] = ['layer 0', 'layers 0–1'];
const perImage: Case = {
  kept: 'a context that differs from picture to picture',
  unclassifiable: 'its classes differ from picture to picture',
};
const sourced = { textTokens: 2, visionTokens: 3, teacherTemplates: ['a {}.', 'my {} now.'] };

/** Methods of prompts: what is written and what has to stay. */
const prompted: readonly (readonly [name: string, table: string, method: Method, about: Case])[] = [
  ['coOp', 'coOp', coOp({ contextTokens: 3 }), prompts({ text: first })],
  ['coOp, from words', 'coOp', coOp({ words: 'a b' }), prompts({ text: first })],
  [
    'coOp, the name in the middle',
    'coOp',
    coOp({ contextTokens: 3, classNameAt: 'middle' }),
    prompts({ text: first }),
  ],
  [
    'coOp, the name in front',
    'coOp',
    coOp({ contextTokens: 2, classNameAt: 'front' }),
    prompts({ text: first }),
  ],
  [
    'coOp, class-specific',
    'coOp',
    coOp({ contextTokens: 2, perClass: true }),
    prompts({ text: first }, { perClass: true }),
  ],
  [
    'coOp, class-specific, the name in the middle',
    'coOp',
    coOp({ contextTokens: 2, classNameAt: 'middle', perClass: true }),
    prompts({ text: first }, { perClass: true }),
  ],
  [
    'coOpStar',
    'coOpStar',
    coOpStar({ textTokens: 2, visionTokens: 2 }),
    prompts({ text: first, image: all }),
  ],
  ['coCoOp', 'coCoOp', coCoOp({ words: 'a b' }), prompts({ text: first }, perImage)],
  ['vpt, deep', 'vpt', vpt({ visionTokens: 2 }), prompts({ image: all })],
  ['vpt, shallow', 'vpt', vpt({ visionTokens: 2, visionDepth: 1 }), prompts({ image: first })],
  ['ivlp', 'ivlp', ivlp(), prompts({ text: all, image: all })],
  ['maple', 'maple', maple(), prompts({ text: all, image: all })],
  ['mapleStar', 'mapleStar', mapleStar(), prompts({ text: all, image: all })],
  ['kgCoOp', 'kgCoOp', kgCoOp(), prompts({ text: first })],
  ['proGrad', 'proGrad', proGrad({ contextTokens: 6 }), prompts({ text: first })],
  ['promptSrc', 'promptSrc', promptSrc(sourced), prompts({ text: all, image: all })],
  [
    'clipAdapter',
    'clipAdapter',
    clipAdapter({ reduction: 2 }),
    {
      unmergeable: 'it changes features after the towers',
      kept: 'changes of the features after the towers',
      unclassifiable: 'it changes image features after the tower',
    },
  ],
];

const alone: MethodCase[] = prompted.map(([name, table, method, about]) => ({
  name,
  from: [table],
  method,
  ...about,
}));

/** With DsRA the adapters can be merged, and the prompts stay beside them. */
const withDsra: MethodCase[] = prompted.map(([name, table, host, about]) => ({
  name: `dsra with ${name}`,
  from: ['dsra', table],
  method: combine({ dsra: dsra({ rank: 2 }), host }),
  host,
  ...about,
  unmergeable: undefined,
}));

const adapters: MethodCase[] = [
  { name: 'dsra', from: ['dsra'], method: dsra({ rank: 3 }) },
  { name: 'dsra, attention only', from: ['dsra'], method: dsra({ rank: 2, sites: ['attention'] }) },
  {
    name: 'dsra, nothing shared but M',
    from: ['dsra'],
    method: dsra({ rank: 2, coefficients: { acrossTowers: 'separate', acrossSites: 'separate' } }),
  },
  {
    name: 'dsra, paired unevenly',
    from: ['dsra'],
    method: dsra({ rank: 2, pairing: { text: [0, null], vision: [0, 0] } }),
  },
  {
    name: 'dsra with a template of zeroShot',
    from: ['dsra', 'zeroShot'],
    method: combine({ dsra: dsra({ rank: 2 }), words: zeroShot({ template: 'one {}.' }) }),
  },
];

const others: MethodCase[] = [
  { name: 'zeroShot', from: ['zeroShot'], method: zeroShot() },
  { name: 'zeroShot, one template', from: ['zeroShot'], method: zeroShot({ template: 'the {}.' }) },
  {
    name: 'zeroShot, an ensemble',
    from: ['zeroShot'],
    method: zeroShot({ template: ['a {}.', 'my {} now.'] }),
    unmergeable: 'it changes features after the towers',
  },
  {
    name: 'dsraPromptSrc',
    from: ['dsraPromptSrc'],
    method: dsraPromptSrc({ rank: 2, ...sourced }),
    ...prompts({ text: all, image: all }, { unmergeable: undefined }),
  },
  {
    name: 'vpt with coCoOp, whose texts read what it learned',
    from: ['vpt', 'coCoOp'],
    method: combine({ vpt: vpt({ visionTokens: 2 }), coCoOp: coCoOp({ words: 'a b' }) }),
    ...prompts({ text: first, image: all }, { ...perImage, kept: undefined }),
  },
  {
    name: 'dsra with a template of its own, and vpt',
    from: ['dsra', 'vpt'],
    method: combine({ dsra: dsra({ rank: 2, template: 'the {}.' }), vpt: vpt({ visionTokens: 2 }) }),
    ...prompts({ image: all }, { unmergeable: undefined }),
  },
  {
    name: 'a combination in a combination',
    from: ['dsra', 'vpt', 'coOp'],
    method: combine({
      pair: combine({ dsra: dsra({ rank: 2 }), vpt: vpt({ visionTokens: 2 }) }),
      coOp: coOp({ contextTokens: 2 }),
    }),
    ...prompts({ text: first, image: all }, { unmergeable: undefined }),
  },
];

export const methodCases: readonly MethodCase[] = [...others, ...adapters, ...alone, ...withDsra];

/** Those that learn something. */
export const learningCases = methodCases.filter(({ method }) => method.parameters);
