import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectThat, type Files, type Teaching } from 'checker/kit';
import type { Action } from './driver/actions.ts';
import type { Stage } from './stage.ts';

/** Threads of a busy machine take their time to start. */
const patienceMs = 8000;

/** Lays one of the judge's modules of functions into the box; returns its path there. */
export function layThreadModule(files: Files, name: 'tasks.mjs' | 'slow-to-load.mjs'): string {
  const source = join(dirname(fileURLToPath(import.meta.url)), 'threads', name);
  files.write(name, readFileSync(source, 'utf8'));
  return files.path(name);
}

/** Calls an exported function in a thread. */
export function call(name: unknown, args: readonly unknown[] = [], more: CallMore = {}): Action {
  const told = more.call ?? `run(${typeof name === 'string' ? `'${name}'` : 'no name'})`;
  const rest = more.options === undefined ? [] : [more.options];
  return { do: 'call', pool: more.pool ?? 'pool', call: told, args: [name, args, ...rest] };
}

export interface CallMore {
  /** What the call is told by; by default its function's name. */
  readonly call?: string;
  readonly pool?: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Stands in arguments for numbers that judge and threads share. */
export function shared(name: string): { readonly $: 'shared'; readonly name: string } {
  return { $: 'shared', name };
}

/** How the functions `hold`, `loop`, `never`, `barrier` and `beat` of the judge's module use the shared numbers. */
export const slots = { begun: 0, ticket: 1, now: 2, most: 3, beats: 4 } as const;

export async function untilBegun(
  stage: Stage,
  name: string,
  count: number,
  teaching: Teaching,
): Promise<void> {
  const reached = await stage.ask<boolean>(
    'shared.until',
    { name, index: slots.begun, value: count, patienceMs },
    patienceMs + 2000,
  );
  expectThat(reached, {
    ...teaching,
    expected: `${count} functions to have begun in threads`,
    saw: `${(await stage.ask<number[]>('shared.read', { name }))[slots.begun]} after ${patienceMs / 1000} s`,
  });
}

/** Lets those go on that hold a ticket up to this one. */
export async function letGo(stage: Stage, name: string, ticket: number): Promise<void> {
  await stage.ask('shared.set', { name, index: slots.ticket, value: ticket });
}
