/** Filters of the order list live in the URL. */
export const FILTER_KEYS = ['status', 'channel', 'tag', 'customer', 'q'] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];
export type OrderFilters = Partial<Record<FilterKey, string>>;

export function readFilters(params: URLSearchParams): OrderFilters {
  const filters: OrderFilters = {};
  for (const key of FILTER_KEYS) {
    const value = params.get(key);
    if (value) filters[key] = value;
  }
  return filters;
}

export function ordersUrl(filters: OrderFilters): string {
  const params = new URLSearchParams();
  for (const key of FILTER_KEYS) if (filters[key]) params.set(key, filters[key]);
  const text = params.toString();
  return text ? `/orders?${text}` : '/orders';
}
