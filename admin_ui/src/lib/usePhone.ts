/** How wide the page is: as narrow as a phone, where tables become cards, or too narrow for the panel of views. */
import { useSyncExternalStore } from 'react';
import { layout } from '../tokens';

function watch(condition: string): () => boolean {
  const query = matchMedia(condition);
  const subscribe = (listener: () => void) => {
    query.addEventListener('change', listener);
    return () => query.removeEventListener('change', listener);
  };
  return () => useSyncExternalStore(subscribe, () => query.matches);
}

export const usePhone = watch(`(max-width:${layout.phone}px)`);

/** Between a phone and a wide desk there is no room for the panel of views: it opens from the page's title. */
export const useFoldedPanel = watch(`(min-width:${layout.phone + 1}px) and (max-width:${layout.foldPanel}px)`);
