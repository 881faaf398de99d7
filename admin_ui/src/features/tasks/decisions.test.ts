import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { motion } from '../../tokens';

const decision = { outcome: 'approve', comment: '', variables: {} };
const task = { id: 't1', label: 'SO-1' };
let sent: { url: string; body: unknown }[];
let answer: () => Response;

async function load() {
  vi.resetModules();
  return import('./decisions');
}

beforeEach(() => {
  sent = [];
  answer = () => Response.json({ id: 't1', outcome: 'approve', instance_id: '1', ended: false });
  vi.useFakeTimers();
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push({ url: new URL(request.url).pathname, body: await request.json() });
    return answer();
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('waits eight seconds before it is sent', async () => {
  const { decide } = await load();

  decide([task], decision);
  await vi.advanceTimersByTimeAsync(motion.undoWindow - 1);
  expect(sent).toEqual([]);

  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toEqual([{ url: '/api/v1/tasks/t1/complete', body: { outcome: 'approve', comment: null, variables: {} } }]);
});

it('is never sent once it is taken back', async () => {
  const { decide, undoLast } = await load();

  decide([task], decision);
  expect(undoLast()?.subjects).toEqual([task]);
  await vi.advanceTimersByTimeAsync(motion.undoWindow);

  expect(sent).toEqual([]);
  expect(undoLast()).toBeNull();
});

it('is sent at once when the page closes', async () => {
  const { decide, flushDecisions } = await load();

  decide([task], decision);
  await flushDecisions();

  expect(sent).toHaveLength(1);
});

it('goes to the bulk address for several tasks', async () => {
  answer = () => Response.json({ results: [{ id: 't1', ok: true }, { id: 't2', ok: false, code: 'task.closed', detail: '已有人处理' }] });
  const { decide, flushDecisions } = await load();

  decide([task, { id: 't2', label: 'SO-2' }], decision);
  await flushDecisions();

  expect(sent[0]).toMatchObject({ url: '/api/v1/tasks/bulk', body: { ids: ['t1', 't2'], outcome: 'approve' } });
});

it('keeps a decision while there is no network, to be taken back or sent later', async () => {
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  const { decide, undoLast, flushDecisions } = await load();

  decide([task], decision);
  decide([{ id: 't2', label: 'SO-2' }], decision);
  await vi.advanceTimersByTimeAsync(motion.undoWindow + 1);
  expect(sent).toEqual([]);
  expect(undoLast()?.subjects[0].id).toBe('t2');

  online.mockReturnValue(true);
  window.dispatchEvent(new Event('online'));
  await flushDecisions();
  expect(sent.map((call) => call.url)).toEqual(['/api/v1/tasks/t1/complete']);
});
