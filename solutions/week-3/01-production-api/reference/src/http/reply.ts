import type { Versioned } from '../domain/change.ts';

/** What a handler answers: data, written by Exchange.send. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Without one there is no body, and no Content-Type. */
  readonly body?: string;
}

export function json(value: unknown, headers: Readonly<Record<string, string>> = {}, status = 200): Reply {
  return {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(value),
  };
}

/** Strong, and another one with each change, however many fall into one millisecond. */
export function etagOf({ version }: Versioned): string {
  return `"${version}"`;
}
