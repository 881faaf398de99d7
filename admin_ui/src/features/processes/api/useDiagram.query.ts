import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api, unwrap } from '../../../lib/http';
import { inWords } from '../words';
import { useTexts } from './useTexts.query';

/** One version of a process as BPMN XML, its names in the reader's language; a deployed version never changes. */
export function useDiagram(processId: string | undefined, version?: number) {
  const { data: texts, isPending } = useTexts();
  return useQuery({
    queryKey: ['diagram', processId, version ?? 'newest'],
    queryFn: () =>
      unwrap(api.GET('/api/v1/definitions/{process_id}/xml', { params: { path: { process_id: processId! }, query: { version } }, parseAs: 'text' })).then((text) => String(text)),
    select: useCallback((xml: string) => inWords(xml, texts ?? {}), [texts]),
    enabled: Boolean(processId) && !isPending,
    staleTime: version === undefined ? 60_000 : Infinity,
  });
}
