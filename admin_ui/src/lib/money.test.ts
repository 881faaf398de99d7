import { describe, expect, it } from 'vitest';
import { decimalsOf, fen, grouped, humanAmounts, lineGross, splitForDisplay, yuan } from './money';

describe('money in fen', () => {
  it('adds ten times ten fen to exactly one yuan', () => {
    const sum = Array.from({ length: 10 }, () => fen('0.10')).reduce((total, part) => total + part, 0n);
    expect(yuan(sum)).toBe('1.00');
  });

  it('keeps amounts that a float would round', () => {
    expect(yuan(fen('90071992547409.93'))).toBe('90071992547409.93');
  });

  it('shows negative and small amounts with two decimals', () => {
    expect(yuan(-5n)).toBe('-0.05');
    expect(splitForDisplay(-58000n)).toEqual({ sign: '−', whole: '580', cents: '00' });
    expect(grouped('1234567.5')).toBe('1,234,567.50');
  });
});

describe('a line total', () => {
  it('is price times quantity', () => {
    expect(lineGross('2500.00', '4')).toBe(1_000_000n);
  });

  it('is rounded half up, once, after the discount', () => {
    expect(lineGross('0.005', '1')).toBe(1n);
    expect(lineGross('1.005', '1')).toBe(101n);
    expect(lineGross('9.99', '3', '4.2')).toBe(2871n);
    expect(lineGross('33.33', '0.335')).toBe(1117n);
  });

  it('is unknown while price or quantity cannot be read', () => {
    expect(lineGross('', '1')).toBeNull();
    expect(lineGross('1e3', '1')).toBeNull();
    expect(lineGross('12', '1,5')).toBeNull();
  });
});

it('counts the decimals that matter', () => {
  expect(decimalsOf('1.500')).toBe(1);
  expect(decimalsOf('12')).toBe(0);
  expect(decimalsOf('abc')).toBeNull();
});

it('groups amounts inside a sentence and leaves other digits alone', () => {
  expect(humanAmounts('超出额度 ¥1196.00')).toBe('超出额度 ¥1,196.00');
  expect(humanAmounts('SO-261125 over by ¥700.00 of ¥1234567.89')).toBe('SO-261125 over by ¥700.00 of ¥1,234,567.89');
});
