import { broken, type DriverLink, type Outcome, showValue } from 'checker/kit';

/** What a call of the learner's module gave; the requirement fails where it gave nothing. */
export function answerOf(outcome: Outcome, what: string, look: string): unknown {
  if (outcome.ok === true) return outcome.value;
  const saw =
    outcome.ok === false
      ? `it failed with ${outcome.error.name}: ${outcome.error.message}`
      : outcome.why === 'ended'
        ? 'the process ended'
        : 'no answer came in time';
  return broken({ expected: what, saw, look });
}

/** The same for a process with a limited heap, which may not live to answer. */
export async function answerWithin(link: DriverLink, outcome: Outcome, told: Told): Promise<unknown> {
  if (outcome.ok !== null || outcome.why !== 'ended') return answerOf(outcome, told.what, told.look);
  const run = await link.exited;
  if (!run.stderr.includes('heap out of memory')) return answerOf(outcome, told.what, told.look);
  return broken({
    expected: told.what,
    saw: `the process needed more than the ${told.heapMiB} MiB of its heap, and V8 ended it`,
    look: told.look,
  });
}

export interface Told {
  readonly what: string;
  readonly look: string;
  readonly heapMiB: number;
}

export type Groups = ReadonlyMap<string, { readonly lines: number; readonly bytes: number }>;

/** The first thing that is wrong with the groups, told of one service rather than of all. */
export function expectGroups(answer: unknown, expected: Groups, look: string, file = 'the log'): void {
  if (answer === null || !Array.isArray(answer)) {
    broken({ expected: 'groupLog to resolve with a Map', saw: 'something else', look });
  }
  const groups = new Map(
    (answer as [string, unknown, unknown][]).map(([service, lines, bytes]) => [service, { lines, bytes }]),
  );
  for (const [service, { lines, bytes }] of expected) {
    const found = groups.get(service);
    if (found?.lines === lines && found.bytes === bytes) continue;
    broken({
      expected: `groupLog of ${file} to find for the service ${JSON.stringify(service)} ${lines} lines and ${bytes} bytes`,
      saw:
        (found === undefined
          ? 'no such service'
          : `${tell(found.lines)} lines and ${tell(found.bytes)} bytes`) + tellStrangers(groups, expected),
      look,
    });
  }
  if (groups.size === expected.size) return;
  broken({
    expected: `groupLog of ${file} to find ${expected.size} ${expected.size === 1 ? 'service' : 'services'}`,
    saw: `${groups.size === 0 ? 'none' : groups.size}${tellStrangers(groups, expected)}`,
    look,
  });
}

function tellStrangers(groups: ReadonlyMap<string, unknown>, expected: Groups): string {
  const strangers = [...groups.keys()].filter((service) => !expected.has(service));
  return strangers[0] === undefined
    ? ''
    : `, and a service ${JSON.stringify(strangers[0])} that the log does not have`;
}

function tell(value: unknown): string {
  return value === undefined || value === null ? 'no' : showValue(value);
}
