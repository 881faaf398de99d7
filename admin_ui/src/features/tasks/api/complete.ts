import { api, unwrap } from '../../../lib/http';

export interface Decision {
  outcome: string;
  comment: string;
  variables: Record<string, unknown>;
}

/** Completes one task. `keepalive` lets it reach the server even when the page is closing. */
export const completeTask = (id: string, { outcome, comment, variables }: Decision) =>
  unwrap(api.POST('/api/v1/tasks/{id}/complete', { params: { path: { id } }, body: { outcome, comment: comment || null, variables }, keepalive: true }));

/** Completes many tasks with one outcome; the answer says for each whether it went through. */
export const completeMany = (ids: string[], { outcome, comment }: Decision) =>
  unwrap(api.POST('/api/v1/tasks/bulk', { body: { ids, outcome, comment: comment || null }, keepalive: true })).then((answer) => answer.results);
