import { expect, test } from 'vitest';
import { valueOf, variablesOf } from './corrections';

test('numbers, truth values and objects are taken as they are, anything else is a text', () => {
  expect(['12.5', 'true', 'null', '{"a": 1}', '"17"', '下周五', ''].map(valueOf)).toEqual([12.5, true, null, { a: 1 }, '17', '下周五', '']);
});

test('rows without a name are left out', () => {
  expect(variablesOf([{ name: ' amount ', value: '6000' }, { name: '', value: 'x' }])).toEqual({ amount: 6000 });
});
