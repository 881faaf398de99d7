/** Fingers on a diagram: one moves it, two zoom. bpmn-js's viewer listens to mouse and wheel only. */
import type { Canvas } from './types';

/** When `.turned` lies on its side: the same words as in bpmn.css. */
export const TURNED = '(max-width: 640px) and (orientation: portrait)';

interface Point {
  x: number;
  y: number;
}

const LEAST = 0.2;
const MOST = 3;

const middle = (one: Point, other: Point): Point => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
const apart = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);

/** A box turned by a quarter (its height lies along the screen's width) moves along the other axis. */
export const turnedBy = (turned: boolean, dx: number, dy: number): { dx: number; dy: number } => (turned ? { dx: dy, dy: -dx } : { dx, dy });

function inBox(box: HTMLElement, turned: boolean, at: Point): Point {
  const edge = box.getBoundingClientRect();
  return turned ? { x: at.y - edge.top, y: edge.right - at.x } : { x: at.x - edge.left, y: at.y - edge.top };
}

/** Listens until the returned function is called. */
export function followFingers(box: HTMLElement, canvas: Canvas, isTurned: () => boolean): () => void {
  const fingers = new Map<number, Point>();
  const down = (event: PointerEvent) => {
    if (event.pointerType === 'touch') fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  };
  const move = (event: PointerEvent) => {
    const from = fingers.get(event.pointerId);
    if (!from) return;
    const to = { x: event.clientX, y: event.clientY };
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    fingers.set(event.pointerId, to);
    if (!other) return canvas.scroll(turnedBy(isTurned(), to.x - from.x, to.y - from.y));
    const level = (canvas.zoom() * apart(to, other)) / Math.max(1, apart(from, other));
    canvas.zoom(Math.min(MOST, Math.max(LEAST, level)), inBox(box, isTurned(), middle(to, other)));
  };
  const up = (event: PointerEvent) => void fingers.delete(event.pointerId);
  box.addEventListener('pointerdown', down);
  box.addEventListener('pointermove', move);
  for (const end of ['pointerup', 'pointercancel', 'pointerleave'] as const) box.addEventListener(end, up);
  return () => {
    box.removeEventListener('pointerdown', down);
    box.removeEventListener('pointermove', move);
    for (const end of ['pointerup', 'pointercancel', 'pointerleave'] as const) box.removeEventListener(end, up);
  };
}
