import type { JobError } from '../domain/job.ts';

/** A message of ten megabytes helps nobody, and would stand in every answer about the job. */
const longest = 8192;

/** What can be said about something that was thrown. It may be anything, and looking at it may throw again. */
export function describeThrown(thrown: unknown): JobError {
  const { name, message } = isObject(thrown) ? membersOf(thrown) : {};
  return {
    name: typeof name === 'string' ? cut(name) : 'Error',
    message: cut(typeof message === 'string' ? message : asText(thrown)),
  };
}

/** By typeof, which asks nobody: `instanceof` asks a proxy for its prototype, and that may throw, too. */
function isObject(thrown: unknown): thrown is object {
  return (typeof thrown === 'object' && thrown !== null) || typeof thrown === 'function';
}

function membersOf(thrown: { readonly name?: unknown; readonly message?: unknown }) {
  return { name: attempt(() => thrown.name), message: attempt(() => thrown.message) };
}

function asText(thrown: unknown): string {
  return attempt(() => String(thrown)) ?? 'something was thrown that cannot be shown';
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** What lies before the cut may end with half a character. */
function cut(text: string): string {
  return text.length > longest ? text.slice(0, longest).toWellFormed() : text;
}
