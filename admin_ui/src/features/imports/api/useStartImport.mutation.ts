import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, unwrap } from '../../../lib/http';

interface Upload {
  file: File;
  mapping: string;
  dryRun: boolean;
}

/** Uploads a file. The same file again changes nothing: rows that are orders already are recognised. */
export function useStartImport() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ file, mapping, dryRun }: Upload) => {
      const form = new FormData();
      form.set('file', file);
      form.set('mapping', mapping);
      form.set('dry_run', String(dryRun));
      return unwrap(api.POST('/api/v1/imports', { body: form as never, bodySerializer: (body) => body as never }));
    },
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['imports'] }),
  });
}
