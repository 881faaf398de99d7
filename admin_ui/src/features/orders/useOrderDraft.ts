/** The state of the new-order form: the draft, what is wrong with it, and sending it once. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order } from '../../api/types';
import { asProblem, newKey, type FieldError } from '../../lib/http';
import { useCreateOrder } from './api/useCreateOrder.mutation';
import type { Note } from './components/LineEditor';
import { bodyOf, draftTotal, dropDraft, issuesOf, keepDraft, loadDraft, newLine, type Draft, type DraftLine } from './draft';

export function useOrderDraft(onCreated: (order: Order) => void) {
  const { t } = useTranslation('orders');
  const [draft, setDraft] = useState(loadDraft);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<{ detail: string; errors: FieldError[] } | null>(null);
  const [savedAt, setSavedAt] = useState<string | null>(null);
  const create = useCreateOrder();
  const sent = useRef<{ text: string; key: string } | null>(null);
  const touched = useRef(false);
  useEffect(() => {
    if (!touched.current) return;
    keepDraft(draft);
    setSavedAt(new Date().toISOString());
  }, [draft]);

  const notes = useMemo(() => {
    const all = new Map<string, Note>();
    if (tried) for (const issue of issuesOf(draft)) all.set(issue.at, { text: t(issue.text, issue.params), fix: issue.fix });
    for (const error of refused?.errors ?? []) if (!all.has(error.at)) all.set(error.at, { text: error.message });
    return all;
  }, [draft, tried, refused, t]);

  const change = (part: Partial<Draft>, ...fields: string[]) => {
    touched.current = true;
    setDraft((old) => ({ ...old, ...part }));
    clear((at) => fields.includes(at));
  };
  const clear = (answered: (at: string) => boolean) =>
    setRefused((old) => {
      if (!old) return null;
      const errors = old.errors.filter((error) => !answered(error.at));
      return old.errors.length && !errors.length ? null : { ...old, errors };
    });
  const changeLine = (index: number, part: Partial<DraftLine>) => {
    touched.current = true;
    setDraft((old) => ({ ...old, lines: old.lines.map((line, at) => (at === index ? { ...line, ...part } : line)) }));
    clear((at) => at.startsWith(`lines[${index}]`));
  };
  const addLine = () => change({ lines: [...draft.lines, newLine(Math.max(0, ...draft.lines.map((line) => line.key)) + 1)] });
  const removeLine = (index: number) => {
    change({ lines: draft.lines.filter((_, at) => at !== index) });
    clear((at) => at.startsWith('lines['));
  };
  const submit = () => {
    setTried(true);
    if (issuesOf(draft).length) return;
    const body = bodyOf(draft);
    const text = JSON.stringify(body);
    if (sent.current?.text !== text) sent.current = { text, key: newKey() };
    create.mutate(
      { body, idempotencyKey: sent.current.key },
      {
        onSuccess: (order) => {
          dropDraft();
          onCreated(order);
        },
        onError: (error) => {
          const problem = asProblem(error);
          setRefused({ detail: problem.code === 'network' ? t('common:error.network') : problem.detail, errors: problem.errors });
        },
      },
    );
  };
  return { draft, notes, refused, savedAt, total: draftTotal(draft), busy: create.isPending, change, changeLine, addLine, removeLine, submit };
}
