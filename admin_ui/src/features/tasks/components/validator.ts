/** JSON Schema 2020-12 for the form renderer, by interpretation: no code is generated, so a strict content policy may stand. */
import { Validator } from '@cfworker/json-schema';
import { toErrorSchema, type RJSFSchema, type RJSFValidationError, type ValidatorType } from '@rjsf/utils';

interface Unit {
  keyword: string;
  instanceLocation: string;
  error: string;
}

const STRUCTURAL = new Set(['properties', 'items', 'allOf', 'anyOf', 'oneOf', 'if', 'then', 'else', '$ref', 'prefixItems', 'additionalProperties']);
const UNKNOWN_FIELD = 'false'; // also reported for a known field that is wrong itself

/** '#/lines/0/sku' → '.lines.0.sku' */
export const propertyOf = (unit: Unit): string => {
  const path = unit.instanceLocation.replace(/^#/, '').split('/').filter(Boolean).map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
  if (unit.keyword === 'required') path.push(/"([^"]+)"/.exec(unit.error)?.[1] ?? '');
  return path.map((part) => `.${part}`).join('');
};

export function createValidator(say: (keyword: string, fallback: string) => string): ValidatorType {
  const errorsOf = (schema: RJSFSchema, data: unknown): RJSFValidationError[] => {
    const { errors } = new Validator(schema as never, '2020-12', false).validate(data ?? {});
    const plain = (errors as Unit[]).filter((unit) => !STRUCTURAL.has(unit.keyword) && unit.keyword !== UNKNOWN_FIELD);
    return (plain.length ? plain : (errors as Unit[])).map((unit) => ({ name: unit.keyword, message: say(unit.keyword, unit.error), stack: unit.error, property: propertyOf(unit), params: {} }));
  };
  return {
    validateFormData: (data, schema) => {
      const errors = errorsOf(schema, data);
      return { errors, errorSchema: toErrorSchema(errors) };
    },
    isValid: (schema, data) => new Validator(schema as never, '2020-12').validate(data).valid,
    rawValidation: (schema, data) => ({ errors: errorsOf(schema, data) as never[] }),
  };
}
