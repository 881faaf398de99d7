import { expect, it, vi } from 'vitest';
import { followFingers, turnedBy } from './touch';
import type { Canvas } from './types';

function finger(box: HTMLElement, type: string, id: number, x: number, y: number) {
  const event = new MouseEvent(type, { clientX: x, clientY: y });
  Object.assign(event, { pointerId: id, pointerType: 'touch' });
  box.dispatchEvent(event);
}

function open() {
  const box = document.createElement('div');
  const canvas = { scroll: vi.fn(), zoom: vi.fn(() => 1) };
  const stop = followFingers(box, canvas as unknown as Canvas, () => false);
  return { box, canvas, stop };
}

it('moves the drawing with one finger', () => {
  const { box, canvas } = open();

  finger(box, 'pointerdown', 1, 100, 100);
  finger(box, 'pointermove', 1, 110, 95);

  expect(canvas.scroll).toHaveBeenCalledWith({ dx: 10, dy: -5 });
});

it('zooms about the middle of two fingers', () => {
  const { box, canvas } = open();

  finger(box, 'pointerdown', 1, 0, 0);
  finger(box, 'pointerdown', 2, 100, 0);
  finger(box, 'pointermove', 2, 200, 0);

  expect(canvas.zoom).toHaveBeenLastCalledWith(2, { x: 100, y: 0 });
});

it('leaves the drawing alone once the finger is up or nobody looks any more', () => {
  const { box, canvas, stop } = open();

  finger(box, 'pointerdown', 1, 0, 0);
  finger(box, 'pointerup', 1, 0, 0);
  finger(box, 'pointermove', 1, 50, 0);
  stop();
  finger(box, 'pointerdown', 1, 0, 0);
  finger(box, 'pointermove', 1, 50, 0);

  expect(canvas.scroll).not.toHaveBeenCalled();
});

it('follows the finger on a drawing that lies on its side', () => {
  expect(turnedBy(true, 0, 30)).toEqual({ dx: 30, dy: -0 });
  expect(turnedBy(true, 20, 0)).toEqual({ dx: 0, dy: -20 });
});
