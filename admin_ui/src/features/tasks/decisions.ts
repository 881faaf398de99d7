/**
 * Decisions wait eight seconds before they go to the server, so that Z can take them back. They live outside the pages:
 * walking on keeps them, closing the page or signing out sends them at once.
 */
import { useSyncExternalStore } from 'react';
import type { BulkResult } from '../../api/types';
import { asProblem, type Problem } from '../../lib/http';
import { queryClient } from '../../lib/queryClient';
import { motion } from '../../tokens';
import { completeMany, completeTask, type Decision } from './api/complete';
import { removeTask } from './api/taskCache';

export interface Subject {
  id: string;
  label: string;
}

export interface Pending {
  key: number;
  subjects: Subject[];
  decision: Decision;
  /** When it was made, in ms since 1970. */
  at: number;
}

/** What the server refused: shown until it is closed. `problem.code` "task.closed" means somebody was first. */
export interface Refusal {
  key: number;
  subject: Subject;
  problem: Pick<Problem, 'status' | 'code' | 'detail' | 'errors'>;
  decision: Decision;
}

interface State {
  pending: Pending[];
  refusals: Refusal[];
}

let state: State = { pending: [], refusals: [] };
let nextKey = 1;
const timers = new Map<number, ReturnType<typeof setTimeout>>();
const running = new Map<number, Promise<void>>();
const listeners = new Set<() => void>();

function update(change: Partial<State>): void {
  state = { ...state, ...change };
  listeners.forEach((listener) => listener());
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useDecisions = (): State => useSyncExternalStore(subscribe, () => state);

export function decide(subjects: Subject[], decision: Decision): void {
  const ids = new Set(subjects.map((subject) => subject.id));
  const entry: Pending = { key: nextKey++, subjects, decision, at: Date.now() };
  update({ pending: [...state.pending, entry], refusals: state.refusals.filter((refusal) => !ids.has(refusal.subject.id)) });
  timers.set(entry.key, setTimeout(() => whenOnline(() => void commit(entry.key)), motion.undoWindow));
}

/** A decision that cannot be sent now goes out as soon as there is a network; until then Z takes it back. */
function whenOnline(send: () => void): void {
  if (navigator.onLine) send();
  else window.addEventListener('online', send, { once: true });
}

/** Takes the newest waiting decision back and returns it, or null when none waits. */
export function undoLast(): Pending | null {
  const entry = state.pending.filter((pending) => timers.has(pending.key)).at(-1);
  if (!entry) return null;
  clearTimeout(timers.get(entry.key));
  timers.delete(entry.key);
  update({ pending: state.pending.filter((pending) => pending !== entry) });
  return entry;
}

/** Sends everything that waits, now. */
export async function flushDecisions(): Promise<void> {
  await Promise.all([...timers.keys()].map((key) => commit(key)));
  await Promise.all(running.values());
}

export const dismissRefusals = (): void => update({ refusals: [] });

function commit(key: number): Promise<void> {
  clearTimeout(timers.get(key));
  timers.delete(key);
  const entry = state.pending.find((pending) => pending.key === key);
  if (!entry) return Promise.resolve();
  const work = send(entry).then((refusals) => {
    running.delete(key);
    for (const subject of entry.subjects) {
      const refused = refusals.find((refusal) => refusal.subject.id === subject.id);
      if (!refused || isClosed(refused)) removeTask(queryClient, subject.id);
    }
    update({ pending: state.pending.filter((pending) => pending.key !== key), refusals: [...state.refusals, ...refusals] });
    void queryClient.invalidateQueries({ queryKey: ['tasks'] });
    void queryClient.invalidateQueries({ queryKey: ['orders'] });
    void queryClient.invalidateQueries({ queryKey: ['order'] });
  });
  running.set(key, work);
  return work;
}

async function send({ key, subjects, decision }: Pending): Promise<Refusal[]> {
  try {
    if (subjects.length === 1) {
      await completeTask(subjects[0].id, decision);
      return [];
    }
    const results = await completeMany(subjects.map((subject) => subject.id), decision);
    return results.filter((result) => !result.ok).map((result) => ({ key, decision, subject: subjectOf(subjects, result.id), problem: problemOf(result) }));
  } catch (error) {
    const problem = asProblem(error);
    return subjects.map((subject) => ({ key, decision, subject, problem }));
  }
}

export const isClosed = (refusal: Refusal): boolean => refusal.problem.status === 409 && refusal.problem.code.includes('closed');

const subjectOf = (subjects: Subject[], id: string): Subject => subjects.find((subject) => subject.id === id) ?? { id, label: id };

const problemOf = (result: BulkResult): Refusal['problem'] => ({
  status: result.code?.includes('closed') ? 409 : 422,
  code: result.code ?? '',
  detail: result.detail ?? '',
  errors: [],
});

window.addEventListener('pagehide', () => void flushDecisions());
