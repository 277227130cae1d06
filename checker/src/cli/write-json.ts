import type { Context } from './context.ts';

/** For machines: one JSON value on standard output and nothing else. */
export function writeJson({ stdout }: Context, value: unknown): void {
  stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
