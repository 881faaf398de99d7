import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** The BPMN XML of one version of a process; a deployed version never changes. */
export const useDiagram = (processId: string | undefined, version?: number) =>
  useQuery({
    queryKey: ['diagram', processId, version ?? 'newest'],
    queryFn: () =>
      unwrap(api.GET('/api/v1/definitions/{process_id}/xml', { params: { path: { process_id: processId! }, query: { version } }, parseAs: 'text' })).then((text) => String(text)),
    enabled: Boolean(processId),
    staleTime: version === undefined ? 60_000 : Infinity,
  });
