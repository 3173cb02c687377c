const corner = 'M-0.9,-0.9';

/** Shapes that are told apart without colour, the plainest first; those that Vega has no name for are paths. */
export const markers = {
  ...{ circle: 'circle', square: 'square', diamond: 'diamond', cross: 'cross' },
  ...{ up: 'triangle-up', down: 'triangle-down', right: 'triangle-right', left: 'triangle-left' },
  star: 'M0,-1L0.26,-0.36L0.95,-0.31L0.42,0.14L0.59,0.81L0,0.44L-0.59,0.81L-0.42,0.14L-0.95,-0.31L-0.26,-0.36Z',
  saltire:
    'M-0.95,-0.6L-0.6,-0.95L0,-0.35L0.6,-0.95L0.95,-0.6L0.35,0L0.95,0.6L0.6,0.95L0,0.35L-0.6,0.95L-0.95,0.6L-0.35,0Z',
  hourglass: `${corner}L0.9,-0.9L-0.9,0.9L0.9,0.9Z`,
  bowTie: `${corner}L-0.9,0.9L0.9,-0.9L0.9,0.9Z`,
  ring: 'M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0ZM-0.5,0A0.5,0.5,0,1,0,0.5,0A0.5,0.5,0,1,0,-0.5,0Z',
  post: 'M-0.35,-1L0.35,-1L0.35,1L-0.35,1Z',
} as const;
export type Marker = keyof typeof markers;
