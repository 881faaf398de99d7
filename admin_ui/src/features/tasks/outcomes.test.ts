import { expect, it } from 'vitest';
import { commonOutcome } from './outcomes';

const approval = { outcomes: ['approve', 'reject', 'return'] };
const work = { outcomes: ['complete'] };

it('decides several tasks at once by what all of them offer', () => {
  expect(commonOutcome([approval, approval])).toBe('approve');
  expect(commonOutcome([work, work])).toBe('complete');
  expect(commonOutcome([approval, work])).toBeUndefined();
});
