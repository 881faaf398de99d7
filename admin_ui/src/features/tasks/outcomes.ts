/** The outcomes a task offers, each with its key and look. Unknown outcomes are shown by their own name. */
export interface OutcomeStyle {
  key?: string;
  primary?: boolean;
  danger?: boolean;
  needsComment?: boolean;
}

const known: Record<string, OutcomeStyle> = {
  approve: { key: 'A', primary: true },
  complete: { key: 'A', primary: true },
  reject: { key: 'R', danger: true, needsComment: true },
  return: { key: 'B', needsComment: true },
};

export const outcomeStyle = (outcome: string): OutcomeStyle => known[outcome] ?? {};

/** What all of several tasks can be decided to at once: passed on, or done. */
export const commonOutcome = (tasks: { outcomes: string[] }[]): string | undefined =>
  Object.keys(known).find((outcome) => known[outcome].primary && tasks.every((task) => task.outcomes.includes(outcome)));

/** The main action first, whatever order the diagram lists them in. */
export const sortOutcomes = (outcomes: string[]): string[] =>
  [...outcomes].sort((one, other) => Number(Boolean(outcomeStyle(other).primary)) - Number(Boolean(outcomeStyle(one).primary)));
