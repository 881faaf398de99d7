/** The live line: one EventSource for the page; names of events are those of GET /api/v1/events. */
export type LiveKind = 'tasks' | 'orders' | 'notifications' | 'imports' | 'all';
export type LiveData = Record<string, unknown>;
export type LiveListener = (kind: LiveKind, data: LiveData) => void;

const KINDS: LiveKind[] = ['tasks', 'orders', 'notifications', 'imports', 'all'];

/** Listens until the returned function is called. After a lost line `all` is reported: hints may have been missed. */
export function listen(listener: LiveListener): () => void {
  const source = new EventSource('/api/v1/events', { withCredentials: true });
  let lost = false;
  source.addEventListener('error', () => {
    lost = true;
  });
  source.addEventListener('open', () => {
    if (lost) listener('all', {});
    lost = false;
  });
  for (const kind of KINDS) {
    source.addEventListener(kind, (event) => listener(kind, parse((event as MessageEvent<string>).data)));
  }
  return () => source.close();
}

function parse(text: string): LiveData {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null ? (data as LiveData) : {};
  } catch {
    return {};
  }
}
