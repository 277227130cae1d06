import { Broken, broken, type DriverLink, type Fixtures } from 'checker/kit';
import type { Action } from './driver/actions.ts';
import type { Outcome, Told } from './driver/tell.ts';
import { createSightings, type Sightings } from './sightings.ts';
import { type StoryLine, tellAction, tellEvent } from './story.ts';
import { tellThrown } from './wishes.ts';

export type Stats = Readonly<
  Record<'queued' | 'active' | 'completed' | 'failed' | 'timedOut' | 'cancelled', number>
>;

/** Pools of the learner's in a driver, tasks that do what the judge says, and everything that was seen of them. */
export interface Stage {
  readonly seen: Sightings;
  /** What happened so far, in order. */
  readonly story: readonly StoryLine[];
  /** Makes a pool; fails the requirement where that throws. */
  pool(options: object, name?: string): Promise<void>;
  threads(options: object, name?: string): Promise<void>;
  /** Makes a pool and says what that threw, or null. */
  tryPool(kind: 'workers' | 'threads', options: unknown): Promise<Told | null>;
  /** Does it all in one go and lets the event loop turn until everything that follows from it has happened. */
  act(...actions: readonly Action[]): Promise<void>;
  /** The same for very many steps: faster, and the event loop turns longer only where `holds` does not hold yet. */
  step(actions: readonly Action[], holds: () => boolean): Promise<void>;
  /** Ids of the tasks that started, in the order of their starts. */
  started(): string[];
  /** Started and not ended. */
  running(): string[];
  /** Null for what has not settled. */
  outcome(call: string): Outcome | null;
  /** Waits for a settlement that takes time, as one by a timer does. */
  settled(call: string, patienceMs?: number): Promise<Outcome | null>;
  /** What the pool counted after the last step, and right after its actions, before the event loop turned. */
  stats(name?: string): Stats;
  statsAtOnce(name?: string): Stats;
  /** Calls another method of the driver. */
  ask<T>(method: string, params?: unknown, patienceMs?: number): Promise<T>;
  /** Starts anew, with all names free again. */
  reset(): Promise<void>;
}

/** Sets up a stage and plays on it. A failure is told with its story. */
export async function onStage(
  { module, trace }: Pick<Fixtures, 'module' | 'trace'>,
  play: (stage: Stage) => Promise<void>,
): Promise<void> {
  const stage = createStage(await module.open());
  try {
    await play(stage);
  } catch (error) {
    if (error instanceof Broken) {
      const { lines, slots } = stories.get(error) ?? { lines: stage.story };
      trace.clear();
      if (slots !== undefined) trace.bound({ what: 'functions', limit: slots });
      for (const [index, { lane, event, ...rest }] of lines.entries())
        trace.mark(lane, event, { ...rest, broken: index === lines.length - 1 });
    }
    throw error;
  }
}

/** Where many scenarios are played, the one that is told is not the last one. */
export async function withStory<T>(stage: Stage, slots: number, play: () => Promise<T>): Promise<T> {
  try {
    return await play();
  } catch (error) {
    if (error instanceof Broken) stories.set(error, { lines: [...stage.story], slots });
    throw error;
  }
}

interface Story {
  readonly lines: readonly StoryLine[];
  /** How many functions may be under way at once, where the story is about that. */
  readonly slots?: number;
}

/** A process that lives answers at once; a machine under load may keep it waiting. */
const answerMs = 30_000;

const stories = new WeakMap<Broken, Story>();

function createStage(link: DriverLink): Stage {
  const story: StoryLine[] = [];
  let seen = createSightings();
  let counted: Readonly<Record<'atOnce' | 'stats', Record<string, Stats>>> = { atOnce: {}, stats: {} };
  let read = 0;

  const absorb = () => {
    for (const event of link.events.slice(read)) {
      seen.take(event);
      const line = tellEvent(event);
      if (line !== null) story.push(line);
    }
    read = link.events.length;
  };
  const ask = async <T>(method: string, params?: unknown, patienceMs = answerMs): Promise<T> => {
    const outcome = await link.call(method, params, { patienceMs, transcript: false });
    absorb();
    if (outcome.ok === true) return outcome.value as T;
    if (outcome.ok === null) return noAnswer(outcome.why);
    throw new Error(`the driver failed at ${method}: ${outcome.error.message}`);
  };
  const tryPool = async (kind: 'workers' | 'threads', options: unknown, name = 'pool') =>
    (await ask<{ error: Told | null }>('pool.create', { pool: name, kind, options })).error;
  const make = async (kind: 'workers' | 'threads', options: object, name: string | undefined) => {
    const error = await tryPool(kind, options, name);
    if (error === null) return;
    broken({
      expected: `${kind === 'workers' ? 'createWorkerPool' : 'createThreadPool'}(${JSON.stringify(options)}) to make a pool`,
      saw: `it threw ${tellThrown(error)}`,
      look: 'These options are right ones. What in your check of them says otherwise?',
    });
  };
  const act = async (actions: readonly Action[], pace: 'quick' | 'slow') => {
    const atMs = link.events.at(-1)?.atMs ?? 0;
    for (const action of actions) story.push({ lane: 'judge', event: tellAction(action), atMs });
    counted = await ask('act', { actions, pace });
  };

  return {
    get seen() {
      return seen;
    },
    story,
    ask,
    pool: (options, name) => make('workers', options, name),
    threads: (options, name) => make('threads', options, name),
    tryPool,
    act: (...actions) => act(actions, 'slow'),
    async step(actions, holds) {
      await act(actions, 'quick');
      // Each start may be put off by a turn of the event loop: on, as long as something happens.
      for (let told = -1; told !== read && !holds(); ) {
        told = read;
        await act([], 'slow');
      }
    },
    started: () =>
      [...seen.tasks.values()]
        .filter(({ startedAs }) => startedAs !== null)
        .sort((left, right) => (left.startedAs ?? 0) - (right.startedAs ?? 0))
        .map(({ id }) => id),
    running: () =>
      [...seen.tasks.values()]
        .filter(({ startedAs, ended }) => startedAs !== null && ended === null)
        .map(({ id }) => id),
    outcome: (call) => seen.outcomes.get(call) ?? null,
    async settled(call, patienceMs = 10_000) {
      if (!seen.outcomes.has(call))
        await link.event('settled', (data) => (data as { call: string }).call === call, patienceMs);
      absorb();
      return seen.outcomes.get(call) ?? null;
    },
    stats: (name = 'pool') => counted.stats[name] as Stats,
    statsAtOnce: (name = 'pool') => counted.atOnce[name] as Stats,
    async reset() {
      await ask('reset');
      seen = createSightings();
      counted = { atOnce: {}, stats: {} };
      story.length = 0;
    },
  };
}

function noAnswer(why: 'ended' | 'patience'): never {
  return broken({
    expected: 'the process to go on and to answer',
    ...(why === 'ended'
      ? {
          saw: 'the whole process ended',
          look: 'What in your code can end a whole process: an error that nobody handles, process.exit?',
        }
      : {
          saw: 'no answer: its event loop does not turn any more',
          look: 'Which loop of yours, or which chain of promises, never gives anybody else a turn?',
        }),
  });
}
