/** What a person types to correct a variable: JSON is taken as it is, anything else is a text. */
export interface Correction {
  name: string;
  value: string;
}

export const noCorrection: Correction = { name: '', value: '' };

export function valueOf(typed: string): unknown {
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
}

/** Rows without a name say nothing. */
export function variablesOf(rows: Correction[]): Record<string, unknown> {
  return Object.fromEntries(rows.filter((row) => row.name.trim()).map((row) => [row.name.trim(), valueOf(row.value.trim())]));
}
