import type { Effect } from './effects';
import type { Paint } from './paint/paint';
import type { Rgb } from './paint/colour';
import type { Distance } from './shapes/distance';

/** One shape on the picture. Positions and lengths in units of the picture's side, y down. */
export interface Item {
  readonly shape: Distance;
  /** Over the shape's own plane, in which it fits the unit circle. */
  readonly paint: Paint;
  readonly x: number;
  readonly y: number;
  /** Radius. */
  readonly radius: number;
  /** Radians, clockwise. */
  readonly rotation: number;
  /** Width over height; 1 is undistorted. */
  readonly aspect: number;
  /** A line along the border, inside it. */
  readonly outline?: { readonly width: number; readonly colour: Rgb };
}

/** Everything that decides a picture: drawing it twice gives equal bytes. */
export interface Scene {
  /** Over the unit square. */
  readonly background: Paint;
  /** Painted in order. */
  readonly items: readonly Item[];
  /** Applied in order to the finished picture. */
  readonly effects: readonly Effect[];
}
