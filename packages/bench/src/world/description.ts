import type { Colour } from './paint/colour';
import type { PatternName } from './paint/patterns';
import type { Place } from './paint/scenery';
import type { Shape } from './shapes/shapes';

/** How stripes run. */
export type Direction = 'horizontal' | 'vertical' | 'diagonal';
export type Size = 'small' | 'medium' | 'big';
export type Arrangement =
  | 'row'
  | 'column'
  | 'diagonal'
  | 'circle'
  | 'grid'
  | 'pile'
  | 'corners'
  | 'scattered';

/** A surface as words can tell it. */
export interface Surface {
  readonly colour: Colour;
  readonly pattern: PatternName;
  /** The pattern's second colour; unset when plain. */
  readonly second?: Colour;
  /** Of stripes. */
  readonly direction?: Direction;
}

export interface Thing extends Surface {
  readonly shape: Shape;
  readonly size: Size;
}

export type Background =
  | { readonly kind: 'surface'; readonly surface: Surface }
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'clouds' | 'gradient'; readonly colours: readonly [Colour, Colour] };

/** What a picture shows, in words' terms. Where exactly, and in which shade, `compose` decides. */
export type Description =
  | { readonly kind: 'one'; readonly thing: Thing; readonly background: Background }
  | {
      readonly kind: 'several';
      readonly thing: Thing;
      readonly count: number;
      readonly arrangement: Arrangement;
      readonly background: Background;
    }
  | {
      readonly kind: 'two';
      readonly things: readonly [Thing, Thing];
      /** The first is left of, above, or inside the second. */
      readonly relation: 'left' | 'above' | 'inside';
      readonly background: Background;
    }
  | { readonly kind: 'nothing'; readonly background: Background };
