import { useQueries } from '@tanstack/react-query';
import type { Product } from '../../../api/types';
import { api, unwrap } from '../../../lib/http';

/** The products of these SKUs, in the same order; undefined until all have answered. A SKU that is gone gives null. */
export const useProductsBySku = (skus: string[]): (Product | null)[] | undefined =>
  useQueries({
    queries: skus.map((sku) => ({
      queryKey: ['products', 'sku', sku],
      queryFn: () => unwrap(api.GET('/api/v1/products', { params: { query: { q: sku } } })).then((page) => page.items.find((item) => item.sku === sku) ?? null),
    })),
    combine: (answers) => (answers.every((answer) => answer.isSuccess) ? answers.map((answer) => answer.data) : undefined),
  });
