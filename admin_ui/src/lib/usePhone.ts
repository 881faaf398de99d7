/** Whether the page is as narrow as a phone: then tables become cards. */
import { useSyncExternalStore } from 'react';
import { layout } from '../tokens';

const query = matchMedia(`(max-width:${layout.phone}px)`);

function subscribe(listener: () => void): () => void {
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

export const usePhone = (): boolean => useSyncExternalStore(subscribe, () => query.matches);
