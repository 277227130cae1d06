import type { Ending, Handler } from '../domain/ports.ts';

/** As an attempt ends, but for the pause after a failure. */
export type Performed =
  | Extract<Ending, { kind: 'succeeded' }>
  | Omit<Extract<Ending, { kind: 'failed' }>, 'delayMs'>;

const longest = 4000;

/** Calls the handler. Never rejects. */
export async function perform(
  handler: Handler,
  payload: unknown,
  context: Parameters<Handler>[1],
): Promise<Performed> {
  let result: unknown;
  try {
    result = await handler(payload, context);
  } catch (thrown) {
    const said = describe(thrown);
    return { kind: 'failed', ...said, permanent: said.name === 'PermanentError' };
  }
  try {
    return { kind: 'succeeded', result: JSON.stringify(result) ?? 'null' };
  } catch (thrown) {
    return { kind: 'failed', ...describe(thrown), permanent: true };
  }
}

/** Name and message of anything, fit for a column of text. */
export function describe(thrown: unknown): { name: string; message: string } {
  const read = (look: () => unknown): string | undefined => {
    try {
      const value = look();
      return typeof value === 'string' ? mended(value) : undefined;
    } catch {
      return undefined;
    }
  };
  const has = (typeof thrown === 'object' && thrown !== null) || typeof thrown === 'function';
  const member = (name: string) => (has ? read(() => Reflect.get(thrown, name)) : undefined);
  return {
    name: member('name') ?? 'Error',
    message: member('message') ?? read(() => String(thrown)) ?? 'it cannot be told',
  };
}

function mended(text: string): string {
  return text.slice(0, longest).replaceAll('\0', '\ufffd').toWellFormed();
}
