/** Renews lists after a live hint: a short list is fetched again, a long one that was scrolled through is patched row by row. */
import type { InfiniteData, QueryClient } from '@tanstack/react-query';

interface Page<Row> {
  items: Row[];
  next_cursor?: string | null;
}
type Pages<Row> = InfiniteData<Page<Row>>;

/** True when some list of this root holds several pages and therefore waits for single rows. */
export function refetchShortLists(cache: QueryClient, root: string): boolean {
  let long = false;
  for (const query of cache.getQueryCache().findAll({ queryKey: [root, 'list'] })) {
    const pages = (query.state.data as Pages<unknown> | undefined)?.pages.length ?? 0;
    if (pages > 1) long = true;
    else void cache.invalidateQueries({ queryKey: query.queryKey, exact: true });
  }
  return long;
}

/** Replaces or drops rows in every list of this root: `change` returns the new row, the same row, or null to drop it. */
export function patchRows<Row>(cache: QueryClient, root: string, change: (row: Row) => Row | null): void {
  cache.setQueriesData<Pages<Row>>({ queryKey: [root, 'list'] }, (old) =>
    old && {
      ...old,
      pages: old.pages.map((page) => ({ ...page, items: page.items.map(change).filter((row): row is Row & ({} | null) => row !== null) as Row[] })),
    },
  );
}
