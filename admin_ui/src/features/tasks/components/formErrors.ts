import type { ErrorSchema } from '@rjsf/utils';
import type { FieldError } from '../../../lib/http';

/** "variables.lines[0].sku" → its place in the form's own error tree. */
export function errorTree(refused: FieldError[]): ErrorSchema {
  const root: ErrorSchema = {};
  for (const { at, message } of refused) {
    let node = root as Record<string, ErrorSchema>;
    const path = at.replace(/^variables\.?/, '').split(/[.[\]]+/).filter(Boolean);
    for (const part of path) node = (node[part] ??= {} as ErrorSchema) as Record<string, ErrorSchema>;
    (node as ErrorSchema).__errors = [...((node as ErrorSchema).__errors ?? []), message];
  }
  return root;
}
