/** J and K walk through the rows of a table: the focus moves to each row's link, so Enter opens it. */
import type { RefObject } from 'react';
import { useKeys } from './useKeys';

const ROW = 'tr[data-at]';

export function useRowKeys(box: RefObject<HTMLElement | null>): void {
  const step = (by: number) => {
    const rows = [...(box.current?.querySelectorAll<HTMLElement>(ROW) ?? [])];
    const here = document.activeElement?.closest(ROW);
    const at = rows.findIndex((row) => row === here);
    const next = at < 0 ? firstInView(rows, box.current!) : rows[at + by];
    next?.querySelector('a')?.focus();
  };
  useKeys({ j: () => step(1), k: () => step(-1) });
}

const firstInView = (rows: HTMLElement[], box: HTMLElement): HTMLElement | undefined => rows.find((row) => row.offsetTop >= box.scrollTop);
