import { describe, expect, it } from 'vitest';
import type { Customer, Product } from '../../api/types';
import { yuan } from '../../lib/money';
import { bodyOf, draftTotal, emptyDraft, issuesOf, stockHint, type Draft } from './draft';

const product: Product = { sku: 'A-100', name: '智能门锁', list_price: '100.00', floor_price: '80.00', ceiling_price: '150.00', vat_rate: '0.13', uom: '台', decimals: 0, status: 'active', available: { W1: '5' }, backorder: false };
const customer = { code: 'C-1001', name: '青禾商贸' } as Customer;
const line = (quantity: string, price = '100.00') => ({ key: 1, product, quantity, price });
const draft = (part: Partial<Draft>): Draft => ({ ...emptyDraft(), customer, lines: [line('3')], ...part });

describe('an order being written', () => {
  it('has no issue when complete, and its total to the fen', () => {
    const written = draft({ lines: [line('3'), line('2', '99.99')] });
    expect(issuesOf(written)).toEqual([]);
    expect(yuan(draftTotal(written))).toBe('499.98');
  });

  it('names fields as the server does', () => {
    const places = issuesOf(draft({ customer: null, lines: [line('0'), line('1.5'), line('1', '79.99'), { ...line('1'), product: null }] })).map((issue) => issue.at);
    expect(places).toEqual(['customer_code', 'lines[0].quantity', 'lines[1].quantity', 'lines[2].unit_price', 'lines[3].sku']);
  });

  it('offers the floor price as the way out', () => {
    expect(issuesOf(draft({ lines: [line('1', '79.99')] }))[0]).toMatchObject({ text: 'need.floor', fix: '80.00' });
  });

  it('offers the amount without the decimals that do not count', () => {
    const cut = (quantity: string, decimals = 0) => issuesOf(draft({ lines: [{ ...line(quantity), product: { ...product, decimals } }] }))[0];
    expect(cut('3.7')).toMatchObject({ text: 'need.whole', fix: '3' });
    expect(cut('0.4')).toMatchObject({ text: 'need.whole', fix: '1' });
    expect(cut('1.2345', 2)).toMatchObject({ text: 'need.decimals', fix: '1.23' });
    expect(cut('0.001', 2)).toMatchObject({ fix: '0.01' });
    expect(issuesOf(draft({ lines: [line('1', '99.999')] }))[0]).toMatchObject({ text: 'need.decimals', fix: '100.00' });
  });

  it('sends a price only when it differs from the list price', () => {
    expect(bodyOf(draft({ lines: [line('1'), line('1', '90')] })).lines.map((sent) => sent.unit_price)).toEqual([null, '90']);
  });

  it('leaves empty fields out', () => {
    expect(bodyOf(draft({ externalNo: '  ', remark: '' }))).toMatchObject({ external_no: null, remark: null, requested_date: null });
  });
});

describe('stock', () => {
  it('is enough, short, or ordered back', () => {
    expect(stockHint(line('5'), 'W1')?.kind).toBe('enough');
    expect(stockHint(line('5.5'), 'W1')?.kind).toBe('short');
    expect(stockHint({ ...line('6'), product: { ...product, backorder: true } }, 'W1')?.kind).toBe('backorder');
    expect(stockHint(line('1'), 'W2')).toMatchObject({ kind: 'short', available: '0' });
  });
});
