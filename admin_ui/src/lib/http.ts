/** The typed client. Every refusal of the server becomes a `Problem` (RFC 9457), every lost connection a `Problem` of code `network`. */
import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from '../api/schema';
import { currentLanguage } from './language';

export interface FieldError {
  at: string;
  code: string;
  message: string;
}

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly errors: FieldError[] = [],
    readonly request = '',
  ) {
    super(detail);
  }
}

const language: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', currentLanguage());
    return request;
  },
};

export const api = createClient<paths>({ baseUrl: location.origin, credentials: 'same-origin' });
api.use(language);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Waits for a call and returns its body, or throws a `Problem`. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch {
    throw new Problem(0, 'network', '');
  }
  if (answer.response.ok) return answer.data as T;
  throw toProblem(answer.response, answer.error);
}

export function toProblem(response: Response, body: unknown): Problem {
  const known = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const errors = Array.isArray(known.errors) ? (known.errors as FieldError[]) : [];
  const text = [known.detail, known.title, response.statusText].find((part) => typeof part === 'string' && part) as string | undefined;
  const request = response.headers.get('X-Request-ID') ?? '';
  return new Problem(response.status, String(known.code ?? response.status), text ?? '', errors, request);
}

export const asProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem(0, 'client', error instanceof Error ? error.message : String(error));

/** A random key for `Idempotency-Key`; works without a secure context too. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
