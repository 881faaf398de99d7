import { useCallback, useState } from 'react';

/** Checked rows; `range` checks everything between the last checked row and this one. */
export function useSelection(order: string[]) {
  const [checked, setChecked] = useState<ReadonlySet<string>>(new Set());
  const [anchor, setAnchor] = useState<string | null>(null);
  const toggle = useCallback((id: string) => {
    setAnchor(id);
    setChecked((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const range = (id: string) => {
    const from = anchor ? order.indexOf(anchor) : -1;
    const to = order.indexOf(id);
    if (from < 0 || to < 0) return toggle(id);
    const between = order.slice(Math.min(from, to), Math.max(from, to) + 1);
    setChecked((old) => new Set([...old, ...between]));
  };
  const clear = useCallback(() => setChecked(new Set()), []);
  const all = () => setChecked((old) => (old.size ? new Set() : new Set(order)));
  const present = order.filter((id) => checked.has(id));
  return { checked: present, has: (id: string) => checked.has(id), toggle, range, clear, all };
}
