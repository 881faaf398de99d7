/** Calls `more` when a marker at the end of a list comes near the view. */
import { useEffect, useRef, type RefObject } from 'react';

export function useEndReached(more: () => void, active: boolean): RefObject<HTMLDivElement | null> {
  const marker = useRef<HTMLDivElement>(null);
  const latest = useRef(more);
  latest.current = more;
  useEffect(() => {
    const element = marker.current;
    if (!element || !active) return;
    const observer = new IntersectionObserver(([entry]) => entry.isIntersecting && latest.current(), { rootMargin: '600px' });
    observer.observe(element);
    return () => observer.disconnect();
  }, [active]);
  return marker;
}
