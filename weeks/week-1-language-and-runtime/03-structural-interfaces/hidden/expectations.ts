import { broken, expectThat, type Teaching } from 'checker/kit';
import type { Noted, Seen, Thing, Told } from './driver/commands.ts';
import { tellNoted, tellSettled, tellThing, tellTold } from './telling.ts';

/** What a step must have led to, said in the words of the page. */

/** Exactly these calls of readers and writers, in this order: `reader` was asked, or `writer` was handed `bytes`. */
export type Wanted = { readonly asked: string } | { readonly handed: string; readonly bytes: string };

export function expectCalls(seen: Seen, wanted: readonly Wanted[], when: string, teaching: Teaching): void {
  const found = seen.noted.flatMap((noted) => callOf(noted) ?? []);
  const expected = wanted.map((each) =>
    'asked' in each ? tellRead(each.asked) : tellWrite(each.handed, { kind: 'bytes', text: each.bytes }),
  );
  if (found.length === expected.length && found.every((text, at) => text === expected[at])) return;
  const calls =
    expected.length === 0 ? 'no read and no write' : `${expected.join(', then ')}, and nothing more`;
  broken({
    ...teaching,
    expected: `${calls}, ${when}`,
    saw: [...(found.length === 0 ? ['no read and no write'] : found), ...endings(seen)].join(', then '),
  });
}

function callOf(noted: Noted): string | null {
  if (noted.kind === 'asked')
    return `${tellRead(noted.of)}${noted.early ? ', before the last has come' : ''}`;
  if (noted.kind !== 'handed') return null;
  return `${tellWrite(noted.of, noted.bytes)}${noted.early ? ', before it has taken the last' : ''}`;
}

function tellRead(of: string): string {
  return `a read of ${of}`;
}

function tellWrite(to: string, bytes: Told): string {
  return `a write of ${tellTold(bytes)} to ${to}`;
}

/** That it resolved with a number, or with the bytes of a piece, or with null. */
export function expectResolved(
  seen: Seen,
  of: string,
  value: number | string | null,
  teaching: Teaching & { readonly when?: string },
): void {
  const settled = settledOf(seen, of);
  const wanted =
    value === null
      ? 'null'
      : typeof value === 'number'
        ? String(value)
        : tellTold({ kind: 'bytes', text: value });
  if (settled?.how === 'resolved' && tellTold(settled.with) === wanted) return;
  const { when, ...rest } = teaching;
  broken({
    ...rest,
    expected: `${of} to resolve with ${wanted}${when === undefined ? '' : `, ${when}`}`,
    saw: tellEnd(seen, of),
  });
}

/** That it rejected with the very error that is meant. */
export function expectRejected(seen: Seen, of: string, error: Thing, teaching: Teaching): void {
  const settled = settledOf(seen, of);
  if (settled?.how === 'rejected' && tellTold(settled.with) === tellThing(error)) return;
  broken({
    ...teaching,
    expected: `${of} to reject with exactly ${tellThing(error)}`,
    saw: tellEnd(seen, of),
  });
}

export function expectUnsettled(seen: Seen, of: string, teaching: Teaching): void {
  if (settledOf(seen, of) === undefined) return;
  broken({ ...teaching, expected: `${of} to wait`, saw: tellEnd(seen, of) });
}

export function expectThrown(seen: Seen, of: string, name: string, what: string, teaching: Teaching): void {
  const settled = settledOf(seen, of);
  const found = settled?.how === 'threw' && settled.with.kind === 'error' ? settled.with.name : null;
  expectThat(found === name, {
    ...teaching,
    expected: `${what} to throw a ${name}`,
    saw: settled === undefined ? 'it threw nothing' : tellSettled(settled),
  });
}

export function expectNothingUnhandled(seen: Seen, when: string, teaching: Teaching): void {
  const unhandled = seen.noted.find(({ kind }) => kind === 'unhandled');
  expectThat(unhandled === undefined, {
    ...teaching,
    expected: `no unhandled rejection ${when}`,
    saw: unhandled === undefined ? '' : tellNoted(unhandled).event,
  });
}

export function expectNobodyListens(seen: Seen, signal: string, when: string, teaching: Teaching): void {
  const count = seen.listeners[signal] ?? 0;
  expectThat(count === 0, {
    ...teaching,
    expected: `nobody to listen to ${signal} ${when}`,
    saw: count === 1 ? 'one listener' : `${count} listeners`,
  });
}

function settledOf(seen: Seen, of: string): Extract<Noted, { kind: 'settled' }> | undefined {
  return seen.noted.find((noted) => noted.kind === 'settled' && noted.of === of) as
    | Extract<Noted, { kind: 'settled' }>
    | undefined;
}

function tellEnd(seen: Seen, of: string): string {
  const settled = settledOf(seen, of);
  return settled === undefined ? 'it had not settled' : `it ${tellSettled(settled)}`;
}

function endings(seen: Seen): readonly string[] {
  return seen.noted
    .filter(({ kind }) => kind === 'settled')
    .map((noted) => `${tellNoted(noted).lane} ${tellNoted(noted).event}`);
}
