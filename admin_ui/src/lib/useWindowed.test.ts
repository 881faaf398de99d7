import { expect, it } from 'vitest';
import { windowOf } from './useWindowed';

it('draws a screenful of ten thousand rows and keeps the height of all', () => {
  const view = windowOf(10_000, 40, 200_000, 800);

  expect(view.end - view.start).toBeLessThan(60);
  expect(view.before + (view.end - view.start) * 40 + view.after).toBe(400_000);
});

it('draws nothing of an empty list', () => {
  expect(windowOf(0, 40, 0, 800)).toEqual({ start: 0, end: 0, before: 0, after: 0 });
});
