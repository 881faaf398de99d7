/** From an instance to what the diagram of one of its processes shows. */
import type { TFunction } from 'i18next';
import type { Instance } from '../../api/types';
import type { Painting } from '../../bpmn/paint';
import { duration, minutesUntil } from '../../lib/dates';

export function processesOf(instance: Instance): string[] {
  const ids = [instance.process_id, ...instance.called.map((call) => call.process_id), ...instance.tokens.map((token) => token.process_id), ...instance.path.map((step) => step.process_id)];
  return [...new Set(ids)];
}

/** How many tokens stand in each process, for the tabs. */
export const tokensIn = (instance: Instance, processId: string): number => instance.tokens.filter((token) => token.process_id === processId).length;

/** The process to show first: the deepest called one that has a token, else the main one. */
export function busiestProcess(instance: Instance): string {
  const withToken = processesOf(instance).filter((id) => instance.tokens.some((token) => token.process_id === id));
  return withToken.at(-1) ?? instance.process_id;
}

export function paintingOf(instance: Instance, processId: string, t: TFunction): Painting {
  const steps = instance.path.filter((step) => step.process_id === processId);
  const tokens = instance.tokens.filter((token) => token.process_id === processId);
  return {
    visited: new Set(steps.map((step) => step.element_id)),
    repeats: Object.fromEntries(steps.map((step) => [step.element_id, step.times])),
    tokens: tokens.map((token) => ({
      element_id: token.element_id,
      kind: token.kind,
      pill: duration(-minutesUntil(token.since), t),
      late: Boolean(token.due_at && minutesUntil(token.due_at) < 0),
    })),
  };
}
