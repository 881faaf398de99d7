import { expect, it } from 'vitest';
import { changesOf } from './timeline';

it('tells which lines changed, not how they are stored', () => {
  const before = { lines: [['A-200', '4', '2500', '0'], ['A-100', '2', '100', '0']], gross: '10200.00' };
  const after = { lines: [['A-200', '6', '2500', '0'], ['A-100', '2', '100', '0'], ['A-300', '1', '10', '5']], gross: '15209.50' };

  expect(changesOf(before, after)).toEqual([
    { field: 'A-200', before: '4 × ¥2,500.00', after: '6 × ¥2,500.00' },
    { field: 'A-300', before: '', after: '1 × ¥10.00 −5%' },
    { field: 'gross', before: '¥10,200.00', after: '¥15,209.50' },
    { field: 'impact', before: '', after: '+¥5,009.50' },
  ]);
});

it('leaves out what only machines read', () => {
  expect(changesOf({ fulfilment: 'picking' }, { fulfilment: 'shipped', shipped: { '1': '8' } })).toEqual([{ field: 'fulfilment', before: 'picking', after: 'shipped' }]);
});

it('says nothing about what has no earlier state', () => {
  expect(changesOf(null, { tier: 'VIP' })).toEqual([]);
});
