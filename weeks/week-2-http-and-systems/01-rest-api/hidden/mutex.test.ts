import { broken, expectThat, type Fixtures, fc, requirement } from 'checker/kit';
import type { MutexOutcome, MutexPlay, MutexSight, MutexStep } from './driver/mutexes.ts';
import { type MutexScript, type MutexWish, scriptMutex } from './mutex-model.ts';
import { openStage, type Stage, tellValue } from './stage.ts';

const turn: MutexStep = { do: 'turn' };

requirement('mutex', async ({ module, http, trace, property }) => {
  const stage = await openStage({ module, http });
  // Four that every wrong mutex meets, whatever the seed.
  await play(stage, trace, [hold('a'), call('b'), call('c'), turn, open('a'), turn, call('d')]);
  await play(stage, trace, [
    hold('a'),
    { ...call('b'), signal: 's' },
    hold('c', 'throws'),
    call('d'),
    turn,
    { do: 'abort', signal: 's', reason: 'error' },
    turn,
    open('a'),
    turn,
    open('c'),
  ]);
  await play(stage, trace, [
    { do: 'abort', signal: 's', reason: 'none' },
    { ...call('a'), signal: 's' },
    call('b', 'throws'),
    call('c', 'throws nothing'),
    call('d', 'rejects'),
    turn,
    call('e'),
  ]);
  await play(stage, trace, [
    { ...hold('a'), signal: 's' },
    turn,
    { do: 'abort', signal: 's', reason: 'text' },
    call('b'),
    turn,
    open('a'),
  ]);
  await property('calls, ends and aborts in a random order', plays, (steps) => play(stage, trace, steps), {
    runs: 80,
    show: (steps) => steps.map(tellStep).filter(Boolean).join('; '),
  });
  trace.clear();
  await expectCrowd(stage);
  await stage.expectNothingEscaped(
    'the mutex',
    'Which promise of yours rejects without anybody who listens: do you make a second one from that of the caller?',
  );
});

function call(id: string, ending: Extract<MutexStep, { do: 'run' }>['ending'] = 'returns') {
  return { do: 'run', id, ending, held: false } as const;
}

function hold(id: string, ending: Extract<MutexStep, { do: 'run' }>['ending'] = 'resolves') {
  return { do: 'run', id, ending, held: true } as const;
}

function open(id: string): MutexStep {
  return { do: 'open', id };
}

const plays: fc.Arbitrary<readonly MutexStep[]> = fc
  .array(
    fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          ending: fc.constantFrom('returns', 'resolves', 'throws', 'rejects', 'throws nothing'),
          held: fc.boolean(),
          signal: fc.option(fc.constantFrom('s1', 's2', 's3'), { nil: undefined }),
        }),
      },
      { weight: 4, arbitrary: fc.record({ open: fc.nat(9) }) },
      {
        weight: 2,
        arbitrary: fc.record({
          abort: fc.constantFrom('s1', 's2', 's3'),
          reason: fc.constantFrom('error', 'text', 'none'),
        }),
      },
      { weight: 3, arbitrary: fc.constant('turn') },
    ),
    { minLength: 3, maxLength: 16 },
  )
  .map((commands) => {
    const ids: string[] = [];
    const steps = commands.map((command): MutexStep => {
      if (command === 'turn') return turn;
      if ('open' in command) return open(ids[command.open % Math.max(1, ids.length)] ?? 'nobody');
      if ('abort' in command) return { do: 'abort', signal: command.abort, reason: command.reason };
      const id = String.fromCharCode(97 + ids.length);
      ids.push(id);
      const { signal, ...rest } = command;
      return { do: 'run', id, ...rest, ...(signal === undefined ? {} : { signal }) };
    });
    // In the end everybody comes to an end, one after the other.
    return [...steps, turn, ...ids.flatMap((id) => [open(id), turn])];
  });

async function play(stage: Stage, trace: Fixtures['trace'], given: readonly MutexStep[]): Promise<void> {
  const script = scriptMutex(given);
  const quick = await stage.ask<MutexPlay>('mutex.play', { steps: script.steps, pace: 'quick' });
  if (findFlaw(script, quick) === null) return;
  // A function may start as late as by a timer of 0 ms.
  const slow = await stage.ask<MutexPlay>('mutex.play', { steps: script.steps, pace: 'slow' });
  const flaw = findFlaw(script, slow);
  if (flaw === null) return;
  draw(trace, script, slow, flaw);
  broken(flaw);
}

interface Flaw {
  readonly expected: string;
  readonly saw: string;
  readonly look: string;
  /** The turn at which it can be seen, and whose it is. */
  readonly at: number;
  readonly who: string;
}

function findFlaw({ wishes }: MutexScript, { sights, listeners }: MutexPlay): Flaw | null {
  for (const [at, wish] of wishes.entries()) {
    const flaw = compare(wish, sights[at] as MutexSight);
    if (flaw !== null) return { ...flaw, at };
  }
  const left = Object.entries(listeners).find(([, count]) => count > 0);
  if (left === undefined) return null;
  return {
    expected: 'no listener to stay on a signal when all calls have settled',
    saw: `${left[1]} on ${left[0]}`,
    look: '`{ once: true }` takes a listener off when the event comes. And when it never comes?',
    at: wishes.length - 1,
    who: 'judge',
  };
}

function compare(wish: MutexWish, sight: MutexSight): Omit<Flaw, 'at'> | null {
  const late = sight.started.find((id) => wish.gaveUp.has(id));
  if (late !== undefined)
    return {
      expected: `the function of ${late} never to be called: its signal had aborted before its turn came`,
      saw: 'it was called',
      look: 'What is left of a waiter who gives up, when its promise is rejected but it still stands in the queue?',
      who: late,
    };
  if (sight.most > 1)
    return {
      expected: 'never more than one function under way',
      saw: `${sight.most} at once`,
      look: 'Who starts the next one, and is it sure at that moment that the one before has ended?',
      who: sight.started.at(-1) ?? 'judge',
    };
  const wrong = wish.started.findIndex((id, at) => sight.started[at] !== id);
  if (wrong !== -1 || sight.started.length !== wish.started.length) {
    const id = wish.started[wrong];
    return {
      expected: `the functions to be called in the order ${list(wish.started)}`,
      saw: list(sight.started),
      look:
        sight.started[wrong] === undefined
          ? 'Nobody was started though nobody runs. Who starts the next one after a throw, or when a waiter has given up?'
          : 'In which order do waiters come out of your queue?',
      who: id ?? sight.started.at(-1) ?? 'judge',
    };
  }
  for (const id of new Set([...wish.settled.keys(), ...Object.keys(sight.settled)])) {
    const wanted = wish.settled.get(id);
    const seen = sight.settled[id];
    const saw = seen === undefined ? undefined : tellOutcome(seen);
    if (wanted === saw) continue;
    return {
      expected: `the promise of ${id} to be ${wanted ?? 'still pending'}`,
      saw: saw ?? 'it is still pending',
      look: wish.gaveUp.has(id)
        ? 'When does a waiter hear that it has given up, and what exactly does it hear?'
        : 'It settles as its function does: when, and with the very value or error?',
      who: id,
    };
  }
  return null;
}

function draw(trace: Fixtures['trace'], { steps }: MutexScript, { sights }: MutexPlay, flaw: Flaw): void {
  let atMs = 0;
  let turns = 0;
  let known: MutexSight = { started: [], most: 0, settled: {} };
  for (const step of steps) {
    atMs += 1;
    if (step.do !== 'turn') {
      trace.mark(laneOf(step), tellStep(step), { atMs });
      continue;
    }
    const sight = sights[turns] as MutexSight;
    for (const id of sight.started.slice(known.started.length))
      trace.mark(id, 'its function was called', { atMs });
    for (const [id, outcome] of Object.entries(sight.settled))
      if (known.settled[id] === undefined) trace.mark(id, tellOutcome(outcome), { atMs });
    known = sight;
    if (turns++ !== flaw.at) continue;
    trace.mark(flaw.who, 'here it is otherwise', { atMs, broken: true });
    return;
  }
}

function laneOf(step: MutexStep): string {
  return step.do === 'run' || step.do === 'open' ? step.id : 'judge';
}

function tellStep(step: MutexStep): string {
  switch (step.do) {
    case 'run':
      return `${step.id} calls runExclusive with a function that ${step.held ? 'waits' : step.ending}${step.signal === undefined ? '' : `, and ${step.signal}`}`;
    case 'open':
      return `${step.id} may end`;
    case 'abort':
      return `${step.signal} aborts`;
    case 'turn':
      return '';
    default:
      return step satisfies never;
  }
}

function tellOutcome(outcome: MutexOutcome): string {
  switch (outcome.how) {
    case 'resolved':
      return `resolved with ${tellValue(outcome.value)}`;
    case 'rejected':
      return `rejected with ${tellValue(outcome.error)}`;
    case 'threw':
      return `runExclusive itself threw ${tellValue(outcome.error)}`;
    default:
      return outcome satisfies never;
  }
}

function list(ids: readonly string[]): string {
  return ids.length === 0 ? 'nobody' : ids.join(', ');
}

async function expectCrowd(stage: Stage): Promise<void> {
  const calls = 10_000;
  const { ran, disordered, failed } = await stage.ask<{ ran: number; disordered: number; failed: number }>(
    'mutex.crowd',
    { calls },
  );
  expectThat(ran === calls && disordered === 0 && failed === 0, {
    expected: `${calls} waiters whose functions return at once to run one after the other, in their order`,
    saw: `${ran} ran, ${disordered} of them out of their order, and ${failed} calls rejected`,
    look: 'Does the end of one start the next within itself, and that one the next again? How deep does the stack get?',
  });
}
