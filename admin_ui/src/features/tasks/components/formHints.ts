/** Turns the hints of a form (`x-ui` of bpmn/forms) into what the renderer knows; unknown hints fall back to its own choice. */
import type { RJSFSchema, UiSchema } from '@rjsf/utils';

type Json = Record<string, unknown>;

const WIDGETS: Record<string, string> = {
  text: 'affix',
  money: 'affix',
  quantity: 'affix',
  carrier: 'affix',
  number: 'affixNumber',
  textarea: 'textarea',
  date: 'date',
  radio: 'radio',
  select: 'select',
  switch: 'checkbox',
  checkbox: 'checkbox',
};

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field that takes a number or text is typed as text: exact amounts never pass through a float. */
export function plainSchema(schema: unknown): RJSFSchema {
  if (!isObject(schema)) return schema as RJSFSchema;
  const made: Json = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === '$schema' || key === '$id') continue;
    if (key === 'type' && Array.isArray(value)) made.type = value.includes('string') ? 'string' : value;
    else if (Array.isArray(value)) made[key] = value.map((item) => (isObject(item) ? plainSchema(item) : item));
    else made[key] = isObject(value) ? plainSchema(value) : value;
  }
  return made as RJSFSchema;
}

/** `language` picks between an option and its `x-en-…` twin; `facts` fill placeholders that name one. */
export function plainHints(ui: unknown, language: string, facts: Json): UiSchema {
  if (!isObject(ui)) return {};
  const made: Json = {};
  for (const [key, value] of Object.entries(ui)) {
    if (key === 'ui:widget') {
      const widget = WIDGETS[String(value)];
      if (widget) made[key] = widget;
    } else if (key === 'ui:options' && isObject(value)) {
      const options = spoken(value, language);
      if (isObject(options.labels)) made['ui:enumNames'] = Object.values(options.labels);
      if (typeof options.placeholderFrom === 'string') options.placeholder = String(facts[options.placeholderFrom] ?? '');
      made[key] = options;
    } else made[key] = isObject(value) ? plainHints(value, language, facts) : value;
  }
  return made as UiSchema;
}

function spoken(options: Json, language: string): Json {
  const made: Json = {};
  for (const [key, value] of Object.entries(options)) if (!key.startsWith('x-')) made[key] = language === 'en' ? (options[`x-en-${key}`] ?? value) : value;
  return made;
}
