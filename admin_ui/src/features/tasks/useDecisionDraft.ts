/** The half-made decision on one task: the comment stays in the page, form values also go to the server as a draft. */
import { useEffect, useRef, useState } from 'react';
import { saveDraft } from './api/saveDraft';

const comments = new Map<string, string>();
const SAVE_AFTER_MS = 1000;

type Values = Record<string, unknown>;

export function useDecisionDraft(taskId: string, draft: Values | undefined, refused: { comment: string; variables: Values } | undefined) {
  const [comment, setCommentState] = useState(() => comments.get(taskId) ?? refused?.comment ?? '');
  const [values, setValuesState] = useState<Values | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const setComment = (text: string) => {
    comments.set(taskId, text);
    setCommentState(text);
  };
  const setValues = (next: Values, touched: boolean) => {
    setValuesState(next);
    if (!touched) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void saveDraft(taskId, next).catch(() => undefined), SAVE_AFTER_MS);
  };
  const forget = () => {
    clearTimeout(timer.current);
    comments.delete(taskId);
  };
  return { comment, setComment, values: values ?? refused?.variables ?? draft ?? {}, setValues, forget };
}
