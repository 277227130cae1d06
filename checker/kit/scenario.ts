import { join } from 'node:path';
import type { Box } from '../src/box/box.ts';
import { keepPlaces } from '../src/box/container/keep-places.ts';
import { openBox } from '../src/box/open-box.ts';
import type { Requirement } from '../src/course/manifest.ts';
import type { LimitHit, Observation, Step } from '../src/judge/observation.ts';
import type { RunContext } from '../src/judge/run-context.ts';
import { localPaths } from './excerpt.ts';
import type { BrokenPart } from './expect.ts';
import type { Run } from './fixtures.ts';
import { createTraceLog, type Recorded, type TraceLog } from './trace-log.ts';

/**
 * The containers of this judging process. They outlive scenarios, since the next of the same submission goes into the same:
 * the one thing that is the process's and no scenario's. They end with it.
 */
const ownPlaces = keepPlaces();
/** How many steps a failure shows; the first ones lay the ground and the last ones lead to the cause. */
const shownSteps = { first: 2, last: 8 };

/**
 * One requirement being judged: its box, what was done so far, and its deadline. Fixtures write their steps here, so that
 * a failure can tell the whole story whoever noticed it.
 */
export interface Scenario extends AsyncDisposable {
  readonly run: RunContext;
  readonly requirement: Requirement;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** The box of this scenario, opened on first use. */
  box(): Box;
  /** Milliseconds since the scenario began. */
  now(): number;
  note(step: Step): void;
  /** Keeps a place in the transcript for a step whose ending is not known yet. */
  begin(text: string): (step: Step) => void;
  /** How a run reads in a transcript: the one that broke the promise is told even where the transcript leaves it out. */
  know(run: Run, step: Step): void;
  readonly trace: TraceLog;
  /** Steps that a failure tells after all others, as things stand then: what a service wrote to stderr, for example. */
  tellOnFailure(tell: () => readonly Step[]): void;
  hit(limits: readonly LimitHit[]): void;
  /** Names what the judge is waiting for while `promise` is pending; a deadline says it. */
  waitingFor<T>(what: string, promise: Promise<T>): Promise<T>;
  readonly pending: string | null;
  /** Asked when the scenario fails: what is wrong with a service that it uses, or null. */
  relyOn(trouble: () => Promise<string | null>): void;
  /** What has gone wrong with the box itself, or null: nothing that was seen in it counts then. */
  boxTrouble(): Promise<string | null>;
  /** The first trouble of a service that the scenario relies on, or null. */
  trouble(): Promise<string | null>;
  /** Runs at the end, in reverse order, also after a failure. */
  defer(cleanup: () => void | Promise<void>): void;
  /** Adds what the scenario knows to what an expectation saw. */
  observe(part: BrokenPart): Observation;
}

export function openScenario(
  run: RunContext,
  requirement: Requirement,
  seed: number,
  signal: AbortSignal,
): Scenario {
  const startedAt = performance.now();
  const steps: Step[] = [];
  const trace = createTraceLog(() => performance.now());
  const limits: LimitHit[] = [];
  const runSteps = new Map<Run, Step>();
  const cleanups: (() => void | Promise<void>)[] = [];
  const pending: string[] = [];
  const lastly: (() => readonly Step[])[] = [];
  const troubles: (() => Promise<string | null>)[] = [];
  let box: Box | null = null;
  let ended = false;
  const { limits: limitsOfAll } = run.manifest;

  return {
    run,
    requirement,
    seed,
    signal,
    box() {
      box ??= openBox(
        {
          app: run.app,
          readable: [join(run.repository, 'node_modules')],
          // A requirement that is given more time needs its programs as long.
          limits: {
            ...limitsOfAll,
            wallSeconds: Math.max(limitsOfAll.wallSeconds, requirement.wallSeconds ?? 0),
          },
          parent: run.boxes,
          node: run.node,
        },
        run.walls,
        ownPlaces,
      );
      return box;
    },
    now: () => performance.now() - startedAt,
    note: (step) => void steps.push(step),
    begin(text) {
      const place = steps.push({ kind: 'note', text }) - 1;
      return (step) => {
        steps[place] = step;
      };
    },
    know: (known, step) => void runSteps.set(known, step),
    trace,
    tellOnFailure: (tell) => void lastly.push(tell),
    hit: (more) => void limits.push(...more),
    async waitingFor(what, promise) {
      pending.push(what);
      try {
        return await promise;
      } finally {
        pending.splice(pending.indexOf(what), 1);
      }
    },
    get pending() {
      return pending.at(-1) ?? null;
    },
    boxTrouble: async () => (await box?.trouble()) ?? null,
    relyOn: (trouble) => void troubles.push(trouble),
    async trouble() {
      const found = await Promise.all(troubles.map((ask) => ask()));
      return found.find((each) => each !== null) ?? null;
    },
    defer(cleanup) {
      // What was still being opened when the scenario ended is cleared away as soon as it is there.
      if (ended) void Promise.resolve(cleanup()).catch(() => {});
      else cleanups.push(cleanup);
    },
    observe: ({ run: brokenRun, ...part }) => ({
      promise: requirement.sentence,
      places: [],
      ...part,
      expected: localPaths(part.expected, run),
      saw: localPaths(part.saw, run),
      did: [
        ...abridge(withStep(steps, brokenRun && runSteps.get(brokenRun))),
        ...lastly.flatMap((tell) => tell()),
      ],
      ...localTrace(trace.recorded(), run),
      limits: distinct([...(part.limits ?? []), ...limits]),
    }),
    async [Symbol.asyncDispose]() {
      ended = true;
      // One that fails, as when a server has gone, must not leave the others undone.
      await using all = new AsyncDisposableStack();
      if (box !== null) all.use(box);
      for (const cleanup of cleanups.splice(0)) all.defer(async () => cleanup());
    },
  };
}

function withStep(steps: readonly Step[], step: Step | undefined): readonly Step[] {
  return step === undefined || steps.includes(step) ? steps : [...steps, step];
}

function abridge(steps: readonly Step[]): Step[] {
  const shown = shownSteps.first + shownSteps.last;
  if (steps.length <= shown) return [...steps];
  return [
    ...steps.slice(0, shownSteps.first),
    { kind: 'note', text: `… ${steps.length - shown} more steps …` },
    ...steps.slice(-shownSteps.last),
  ];
}

function localTrace({ trace, bound }: Recorded, run: RunContext): Recorded {
  return {
    trace: trace.map((event) => ({ ...event, event: localPaths(event.event, run) })),
    ...(bound === undefined ? {} : { bound }),
  };
}

function distinct(limits: readonly LimitHit[]): LimitHit[] {
  const seen = new Map(limits.map((hit) => [`${hit.limit} ${hit.figure}`, hit]));
  return [...seen.values()];
}
