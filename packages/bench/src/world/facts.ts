import type { Background, Description, Surface, Thing } from './description';

/** What is true of a picture, or what a caption claims: facts of each thing, and of the whole. */
export interface Facts {
  readonly things: readonly (readonly string[])[];
  readonly whole: readonly string[];
}

/** Everything that a caption could truly say of a picture. */
export function factsOf(description: Description): Facts {
  const background = backgroundFacts(description.background);
  switch (description.kind) {
    case 'nothing':
      return { things: [], whole: [...background, 'nothing', ...wholeSurface(description.background)] };
    case 'one':
      return { things: [thingFacts(description.thing)], whole: [...background, 'count:1'] };
    case 'several': {
      const { count, arrangement } = description;
      const whole = [...background, 'many', `count:${count}`, `arrangement:${arrangement}`];
      return { things: [thingFacts(description.thing)], whole };
    }
    case 'two': {
      const [a, b] = description.things;
      const whole = [...background, 'two', relationFact(a, description.relation, b)];
      return { things: [thingFacts(a), thingFacts(b)], whole };
    }
  }
}

export const relationFact = (a: Thing, relation: string, b: Thing): string =>
  `${a.shape} ${relation} ${b.shape}`;

/** True if a caption's claims hold for a picture. */
export function holds(claims: Facts, facts: Facts): boolean {
  return (
    claims.whole.every((claim) => facts.whole.includes(claim)) &&
    claims.things.every((claimed) =>
      facts.things.some((thing) => claimed.every((claim) => thing.includes(claim))),
    )
  );
}

export function surfaceFacts(surface: Surface): string[] {
  const { colour, pattern, second, direction } = surface;
  return [
    `colour:${colour}`,
    `pattern:${pattern}`,
    ...(second ? [`second:${second}`] : []),
    ...(direction ? [`direction:${direction}`] : []),
  ];
}

const thingFacts = (thing: Thing): string[] => [
  ...surfaceFacts(thing),
  `shape:${thing.shape}`,
  `size:${thing.size}`,
];

export function backgroundFacts(background: Background): string[] {
  switch (background.kind) {
    case 'place':
      return [`place:${background.place}`];
    case 'surface':
      return surfaceFacts(background.surface).map((fact) => `background ${fact}`);
    case 'clouds':
    case 'gradient':
      return [];
  }
}

const wholeSurface = (background: Background): string[] =>
  background.kind === 'surface' ? surfaceFacts(background.surface) : [];
