/** Draws only the rows in view of a list with rows of one height, so that 10,000 rows cost as much as 30. */
import { useEffect, useState, type RefObject } from 'react';

export interface Windowed {
  start: number;
  end: number;
  before: number;
  after: number;
}

const OVERSCAN = 12;

export function windowOf(count: number, rowHeight: number, top: number, height: number): Windowed {
  const start = Math.max(0, Math.floor(top / rowHeight) - OVERSCAN);
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + OVERSCAN);
  return { start: Math.min(start, end), end, before: Math.min(start, end) * rowHeight, after: (count - end) * rowHeight };
}

export function useWindowed(box: RefObject<HTMLElement | null>, count: number, rowHeight: number): Windowed {
  const [view, setView] = useState({ top: 0, height: 1200 });
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const read = () => setView({ top: element.scrollTop, height: element.clientHeight });
    read();
    element.addEventListener('scroll', read, { passive: true });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', read);
      observer.disconnect();
    };
  }, [box]);
  return windowOf(count, rowHeight, view.top, view.height);
}
