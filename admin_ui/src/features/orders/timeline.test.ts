import { expect, it } from 'vitest';
import { changesOf } from './timeline';

it('tells which lines changed, not how they are stored', () => {
  const before = { lines: [['A-200', '4', '2500', '0'], ['A-100', '2', '100', '0']], gross: '10200.00' };
  const after = { lines: [['A-200', '6', '2500', '0'], ['A-100', '2', '100', '0'], ['A-300', '1', '10', '5']], gross: '15209.50' };

  expect(changesOf(before, after)).toEqual([
    { field: 'A-200', before: '4 × ¥2500', after: '6 × ¥2500' },
    { field: 'A-300', before: '', after: '1 × ¥10 −5%' },
    { field: 'gross', before: '10200.00', after: '15209.50' },
  ]);
});

it('says nothing about what has no earlier state', () => {
  expect(changesOf(null, { tier: 'VIP' })).toEqual([]);
});
