import { describe, expect, it } from 'vitest';
import { plainHints, plainSchema } from './formHints';
import { errorTree } from './formErrors';
import { createValidator } from './validator';

const validator = createValidator((keyword) => keyword);

describe('form validation', () => {
  const schema = {
    type: 'object',
    required: ['cartons'],
    properties: { cartons: { type: 'integer', minimum: 1 }, amount: { type: 'string', pattern: '^[0-9]+(\\.[0-9]{1,2})?$' } },
    additionalProperties: false,
  } as const;

  it('accepts what fits', () => {
    expect(validator.validateFormData({ cartons: 2, amount: '12.30' }, schema as never).errors).toEqual([]);
  });

  it('puts each fault at its field', () => {
    const { errorSchema } = validator.validateFormData({ amount: '1.234' }, schema as never);
    expect(errorSchema.cartons?.__errors).toEqual(['required']);
    expect(errorSchema.amount?.__errors).toEqual(['pattern']);
  });
});

describe('hints of a form', () => {
  it('types a field of number or text as text', () => {
    const plain = plainSchema({ properties: { amount: { type: ['number', 'string'] } } });
    expect(plain.properties?.amount).toEqual({ type: 'string' });
  });

  it('speaks the reader’s language and drops widgets it does not know', () => {
    const ui = { hours: { 'ui:widget': 'number', 'ui:options': { suffix: '小时', 'x-en-suffix': 'h' } }, rows: { 'ui:widget': 'table' } };
    expect(plainHints(ui, 'en', {}).hours).toEqual({ 'ui:widget': 'affixNumber', 'ui:options': { suffix: 'h' } });
    expect(plainHints(ui, 'zh-CN', {}).hours?.['ui:options']).toEqual({ suffix: '小时' });
    expect(plainHints(ui, 'en', {}).rows).toEqual({});
  });
});

it('finds the field of a refusal of the server', () => {
  const tree = errorTree([{ at: 'variables.short[0].quantity', code: 'x', message: '数量不对' }]);
  expect(tree).toEqual({ short: { 0: { quantity: { __errors: ['数量不对'] } } } });
});
