import type { Insertions } from '@dsra/clip';
import { DsraError, type Params } from '@dsra/core';
import { gather, having, joined, type Members, own, ownLoss, ownSetup } from './members';
import { learnedShapes, type Method, type Parameters, type Setup } from './method';
import type { Recipe } from './recipe';
import { unfolded } from './unfolded';

/**
 * Several methods as one. Each keeps its parameters, its teachers and its term names under its key;
 * insertions are joined, changes after the towers and classifiers are chained in the order of the keys.
 * It is trained as the first of them says that is more than adapters: DsRA plugs into a host, and the host's paper knows how
 * the host is trained.
 *
 * ```ts
 * combine({ dsra: dsra({ rank: 50 }), promptSrc: promptSrc() });
 * ```
 * @throws DsraError `badConfig` when two methods claim what only one can have: prompts, a gradient rule, an average.
 */
export function combine(methods: Readonly<Record<string, Method>>): Method {
  const members = Object.entries(methods);
  checkKeys(members);
  checkFixedClasses(members);
  return {
    ...optional('recipe', recipeOf(members)),
    ...optional('defaults', defaultsOf(members)),
    ...inherited(members),
    ...tower(members, 'vision'),
    ...tower(members, 'text'),
    ...perImage(members),
    ...loras(members),
    ...unfolded(members, combine),
    ...afterTowers(members),
    ...losses(members),
    ...learned(members),
  };
}

/** One member's, whole: a mixture of two papers would be nobody's. */
function defaultsOf(members: Members): Method['defaults'] {
  const stating = having(members, 'defaults');
  const [, host] = stating.find(([, method]) => method.lora === undefined) ?? stating[0] ?? [];
  return host?.defaults;
}

function learned(members: Members): Pick<Method, 'parameters'> {
  if (having(members, 'parameters').length === 0) return {};
  const shapes: Parameters['shapes'] = (architecture) =>
    Object.fromEntries(
      members.flatMap(([key, method]) =>
        Object.entries(learnedShapes(method, architecture)).map(([path, shape]) => [`${key}.${path}`, shape]),
      ),
    );
  const init: Parameters['init'] = (random, frame) =>
    gather(members, ({ parameters }) => parameters?.init(random, frame));
  return { parameters: { shapes, init } };
}

function tower(members: Members, name: 'vision' | 'text'): Pick<Method, 'vision' | 'text'> {
  const changing = having(members, name);
  if (changing.length === 0) return {};
  const ofAll = (params: Params, setup: Setup): Insertions =>
    joined(changing.map(([key, method]) => [key, method[name]!(own(params, key), ownSetup(setup, key))]));
  return { [name]: ofAll };
}

function perImage(members: Members): Pick<Method, 'textPerImage'> {
  const changing = having(members, 'textPerImage');
  if (changing.length === 0) return {};
  return {
    textPerImage: (params, image, setup) =>
      joined(
        changing.map(([key, method]) => [
          key,
          method.textPerImage!(own(params, key), image, ownSetup(setup, key)),
        ]),
      ),
  };
}

/** Only where every member that changes a tower can be written so. */
function loras(members: Members): Pick<Method, 'lora'> {
  const changing = having(members, 'text', 'vision', 'textPerImage');
  if (changing.length === 0 || having(changing, 'lora').length < changing.length) return {};
  return {
    lora: (params, setup) =>
      changing.flatMap(([key, method]) => method.lora!(own(params, key), ownSetup(setup, key))),
  };
}

function afterTowers(members: Members): Pick<Method, 'features' | 'score'> {
  const changing = having(members, 'features');
  const scoring = having(members, 'score');
  const features: Method['features'] = (params, start, setup) =>
    changing.reduce(
      (now, [key, method]) => method.features!(own(params, key), now, ownSetup(setup, key)),
      start,
    );
  const score: Method['score'] = (params, now, setup, next) =>
    scoring.reduceRight(
      (rest, [key, method]) =>
        () =>
          method.score!(own(params, key), now, ownSetup(setup, key), rest),
      next,
    )();
  return { ...(changing.length > 0 && { features }), ...(scoring.length > 0 && { score }) };
}

function losses(members: Members): Pick<Method, 'terms' | 'rule'> {
  const terms = members.flatMap(([key, method]) =>
    Object.entries(method.terms ?? {}).map(([name, term]) => [`${key}.${name}`, ownLoss(term, key)] as const),
  );
  const ruling = onlyOne(members, 'rule', 'a rule for gradients');
  if (!ruling) return { terms: Object.fromEntries(terms) };
  const [key, { rule }] = ruling;
  return { terms: Object.fromEntries(terms), rule: { ...rule!, loss: ownLoss(rule!.loss, key) } };
}

/** What one member at most has and the combination takes over, and the frozen tensors. */
function inherited(members: Members): Partial<Method> {
  const averaging = onlyOne(members, 'average', 'an average over epochs');
  const prompting = onlyOne(members, 'prompts', 'a way of its own to write the classes');
  const preparing = having(members, 'prepare').length > 0;
  const atClasses = having(members, 'classTeacher').length > 0;
  const atImages = having(members, 'imageTeacher').length > 0;
  return {
    ...(averaging && { average: averaging[1].average!.bind(averaging[1]) }),
    ...(prompting && { prompts: prompting[1].prompts!.bind(prompting[1]) }),
    ...(preparing && { prepare: (frame) => gather(members, (method) => method.prepare?.(frame)) }),
    ...(atClasses && {
      classTeacher: (frame) => gather(members, (method) => method.classTeacher?.(frame)),
    }),
    ...(atImages && {
      imageTeacher: (image, setup) =>
        gather(members, (method, key) => method.imageTeacher?.(image, ownSetup(setup, key))),
    }),
  };
}

function onlyOne(members: Members, slot: keyof Method, what: string): Members[number] | undefined {
  const claiming = having(members, slot);
  if (claiming.length > 1) {
    const names = claiming.map(([key]) => key).join(' and ');
    throw new DsraError(
      'badConfig',
      `${names} cannot be combined: each has ${what}, and there can be only one`,
    );
  }
  return claiming[0];
}

/** Written down only when every member can be. */
function recipeOf(members: Members): Recipe | undefined {
  const recipes = members.flatMap(([key, { recipe }]) => (recipe ? [[key, recipe] as const] : []));
  return recipes.length === members.length ? { combine: Object.fromEntries(recipes) } : undefined;
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

/** Classes that do not come from the text tower leave nothing to learn to whoever changes it. */
function checkFixedClasses(members: Members): void {
  const [fixed] = having(members, 'fixedClasses');
  const [changing] = having(members, 'text', 'textPerImage', 'prompts').filter(([key]) => key !== fixed?.[0]);
  if (!fixed || !changing) return;
  throw new DsraError(
    'badConfig',
    `${fixed[0]} and ${changing[0]} cannot be combined: ${fixed[0]} has fixed features for the classes, and ${changing[0]} changes the text tower that makes them`,
  );
}

/** Keys become names of parameters. */
function checkKeys(members: Members): void {
  if (members.length === 0) throw new DsraError('badConfig', 'combine needs at least one method');
  const bad = members.find(([key]) => !/^[A-Za-z_$][\w$-]*$/.test(key));
  if (bad) {
    throw new DsraError(
      'badConfig',
      `"${bad[0]}" cannot name a method of a combination: use letters and digits, no dot`,
    );
  }
}
