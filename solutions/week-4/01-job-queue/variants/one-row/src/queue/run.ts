import type { Context, Handler, Said } from '../domain/work.ts';

/** jsonb keeps neither NUL nor half a character. */
function mend(text: string): string {
  return text.slice(0, 4000).replaceAll('\0', '\ufffd').toWellFormed();
}

function tell(thrown: unknown): { name: string; message: string } {
  let name: unknown;
  let message: unknown;
  try {
    ({ name, message } = thrown as { name?: unknown; message?: unknown });
  } catch {
    // null, undefined, and members that throw
  }
  try {
    message = typeof message === 'string' ? message : String(thrown);
  } catch {
    message = 'thrown, and not to be shown';
  }
  return { name: typeof name === 'string' ? mend(name) : 'Error', message: mend(message as string) };
}

export async function run(handler: Handler, payload: unknown, context: Context): Promise<Said> {
  try {
    const value = await handler(payload, context);
    try {
      const result = JSON.stringify(value, (_key, part) => (typeof part === 'string' ? mendAll(part) : part));
      return { kind: 'succeeded', result: result ?? 'null' };
    } catch (thrown) {
      return { kind: 'failed', error: tell(thrown), permanent: true };
    }
  } catch (thrown) {
    const error = tell(thrown);
    return { kind: 'failed', error, permanent: error.name === 'PermanentError' };
  }
}

function mendAll(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}
