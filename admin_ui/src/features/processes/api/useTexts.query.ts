import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

/** The reader's words for what diagrams say; empty where he reads the language they are drawn in. */
export const useTexts = () =>
  useQuery({ queryKey: ['texts'], queryFn: () => unwrap(api.GET('/api/v1/texts')).then((found) => found.texts), staleTime: 60_000 });
