const { PI, abs, cos, max, min, sin, sqrt } = Math;

/** Much faster than `Math.hypot`, whose care for overflow is not needed here. */
const length = (x: number, y: number): number => sqrt(x * x + y * y);

/** Beyond every border. */
const FAR = 1e9;

/** Signed distance to a shape's border: negative inside. Plane: x to the right, y down. */
export type Distance = (x: number, y: number) => number;

export const disc =
  (cx: number, cy: number, radius: number): Distance =>
  (x, y) =>
    length(x - cx, y - cy) - radius;

/** Not exact away from the border; good enough for drawing. */
export const ellipse =
  (cx: number, cy: number, rx: number, ry: number): Distance =>
  (x, y) =>
    (length((x - cx) / rx, (y - cy) / ry) - 1) * min(rx, ry);

export const box =
  (cx: number, cy: number, halfWidth: number, halfHeight: number): Distance =>
  (x, y) => {
    const dx = abs(x - cx) - halfWidth;
    const dy = abs(y - cy) - halfHeight;
    return min(max(dx, dy), 0) + length(max(dx, 0), max(dy, 0));
  };

/** A closed polygon, corners in order. */
export function polygon(...corners: readonly (readonly [number, number])[]): Distance {
  const edges = corners.map(([qx, qy], i) => {
    const [px, py] = corners.at(i - 1)!;
    const [ex, ey] = [qx - px, qy - py];
    return { px, py, qy, ex, ey, squared: ex * ex + ey * ey };
  });
  return (x, y) => {
    let nearest = FAR;
    let inside = false;
    for (const { px, py, qy, ex, ey, squared } of edges) {
      const [dx, dy] = [x - px, y - py];
      const t = min(1, max(0, (dx * ex + dy * ey) / squared));
      const [fx, fy] = [dx - t * ex, dy - t * ey];
      nearest = min(nearest, fx * fx + fy * fy);
      if (py > y !== qy > y && dx < (ex * dy) / ey) inside = !inside;
    }
    return (inside ? -1 : 1) * sqrt(nearest);
  };
}

/** A star polygon with `points` tips at radius 1, and valleys at radius `inner`; `inner = cos(π / points)` makes it regular. */
export function star(points: number, inner: number): Distance {
  const corners = Array.from({ length: 2 * points }, (_, i): [number, number] => {
    const radius = i % 2 === 0 ? 1 : inner;
    const angle = (PI * i) / points;
    return [radius * sin(angle), -radius * cos(angle)];
  });
  return polygon(...corners);
}

export const regular = (sides: number): Distance => star(sides, cos(PI / sides));

export const union =
  (...parts: readonly Distance[]): Distance =>
  (x, y) => {
    let nearest = FAR;
    for (const part of parts) nearest = min(nearest, part(x, y));
    return nearest;
  };

export const without =
  (whole: Distance, hole: Distance): Distance =>
  (x, y) =>
    max(whole(x, y), -hole(x, y));

export const both =
  (a: Distance, b: Distance): Distance =>
  (x, y) =>
    max(a(x, y), b(x, y));

/** The band of the given width along a shape's border, inside it. */
export const rim =
  (shape: Distance, width: number): Distance =>
  (x, y) => {
    const d = shape(x, y);
    return max(d, -d - width);
  };
