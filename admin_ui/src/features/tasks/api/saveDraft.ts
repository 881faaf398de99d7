import { api, unwrap } from '../../../lib/http';

/** Keeps half-filled form values with the task on the server; may run any number of times. */
export const saveDraft = (id: string, variables: Record<string, unknown>) =>
  unwrap(api.PUT('/api/v1/tasks/{id}/draft', { params: { path: { id } }, body: { variables } }));
