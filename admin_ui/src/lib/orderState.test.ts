import { describe, expect, it } from 'vitest';
import { mainLine, standOf, stateDetail, stateOf, stepIndex } from './orderState';

const at = (commercial: string, fulfilment = 'none') => ({ commercial, fulfilment });

describe('the state of an order', () => {
  it.each([
    [at('submitted'), 'submitted'],
    [at('in_approval'), 'approval'],
    [at('confirmed'), 'credit'],
    [at('confirmed', 'reserved'), 'reserved'],
    [at('confirmed', 'picking'), 'picking'],
    [at('confirmed', 'partially_shipped'), 'shipped'],
    [at('confirmed', 'delivered'), 'delivered'],
    [at('closed', 'delivered'), 'delivered'],
    [at('draft'), 'returned'],
    [at('rejected'), 'rejected'],
    [at('cancelled'), 'cancelled'],
  ])('%j is %s', (status, state) => expect(stateOf(status, 1)).toBe(state));

  it('says why an order is on hold when stock is short', () => {
    expect(standOf(at('confirmed', 'backordered'), 4)).toEqual({ state: 'hold', at: mainLine.indexOf('reserved') });
    expect(stateDetail(at('confirmed', 'backordered'))).toBe('backordered');
  });

  it('is the credit check while risk control has the order', () => {
    expect(standOf(at('submitted'), 3)).toEqual({ state: 'credit', at: mainLine.indexOf('credit') });
    expect(standOf(at('in_approval'), 3).state).toBe('credit');
    expect(standOf(at('in_approval'), 2).state).toBe('approval');
  });
});

it('never points past the last of the seven steps', () => {
  expect([1, 7, 8].map((step) => stepIndex('delivered', step))).toEqual([0, 6, 6]);
});

it('shows a returned order at its approval', () => {
  expect(standOf(at('draft'), 0)).toEqual({ state: 'returned', at: 1 });
});
