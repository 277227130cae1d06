import { watch } from 'node:fs';
import { findObstacle } from './find-obstacle.ts';
import { orderHiddenFiles } from './order-hidden-files.ts';
import { readRecord } from './record.ts';
import type { RunContext } from './run-context.ts';
import type { JudgeEvent, RequirementResult } from './verdict.ts';
import type { VitestHost } from './vitest-host.ts';
import { openWatchdog } from './watchdog.ts';

/** The hidden tests of one exercise, for a submission. */
export interface Batch {
  readonly context: RunContext;
  /** Results that stand in the record already; they are neither judged nor told again. */
  readonly known: readonly RequirementResult[];
  readonly onEvent: (event: JudgeEvent) => void;
}

export interface Recorded {
  readonly results: ReadonlyMap<string, RequirementResult>;
  readonly troubles: readonly string[];
}

/** Past this the whole run is stopped; each requirement has its own, much shorter deadline. */
const suiteMs = 15 * 60_000;

/**
 * Runs the hidden files of all batches side by side, the first batch's first, and gathers what they recorded, in the order
 * of the batches. What a judging process did not decide because it died is run once more; a requirement whose own test
 * hung the judging process is not.
 */
export async function runHiddenTests(options: {
  readonly host: VitestHost;
  readonly batches: readonly Batch[];
  readonly signal: AbortSignal;
}): Promise<Recorded[]> {
  const { host, batches, signal } = options;
  const followed = batches.map((batch) => followRecord(batch, host));
  const suite = AbortSignal.timeout(suiteMs);
  const stop = () => host.stop();
  for (const each of [signal, suite]) each.addEventListener('abort', stop, { once: true });
  try {
    for (let round = 1; round <= 2 && !signal.aborted && !suite.aborted; round++) {
      const open = followed
        .map(({ context, openSlugs }) => ({ ...context, only: openSlugs() }))
        .filter(({ only }) => only.length > 0);
      if (open.length === 0) break;
      const files = open.flatMap((context) =>
        orderHiddenFiles(context.hidden, context.manifest.requirements, context.only),
      );
      const { troubles } = await host.run(open, files);
      for (const each of followed) {
        each.readOn();
        each.troubles.push(...troubles);
      }
    }
  } finally {
    for (const each of followed) each[Symbol.dispose]();
    for (const each of [signal, suite]) each.removeEventListener('abort', stop);
  }
  return followed;
}

interface Followed extends Recorded, Disposable {
  readonly context: RunContext;
  readonly troubles: string[];
  /** Reads what was recorded since the last time. */
  readOn(): void;
  /** What is to be judged and has no result. */
  openSlugs(): string[];
}

/** Reads a batch's record as it grows, and ends judging processes that are stuck in one of its tests. */
function followRecord({ context, known, onEvent }: Batch, host: VitestHost): Followed {
  const results = new Map(known.map((result) => [result.slug, result]));
  const troubles: string[] = [];
  const hung = new Set<string>();
  const watchdog = openWatchdog((slug, worker) => {
    hung.add(slug);
    troubles.push(`The hidden test of ${slug} hung its judging process, which was ended.`);
    host.killWorker(worker);
  });
  const wanted = context.manifest.requirements
    .filter(({ suite }) => suite === undefined)
    .map((each) => each.slug)
    .filter((slug) => context.only === null || context.only.includes(slug));
  let { offset } = readRecord(context.record);
  const readOn = () => {
    const next = readRecord(context.record, offset);
    offset = next.offset;
    for (const line of next.lines) {
      if (line.kind === 'started') {
        watchdog.started(line);
        onEvent({ kind: 'started', slug: line.slug });
      } else {
        watchdog.ended(line.slug);
        const { kind: _, ...result } = line;
        results.set(line.slug, result);
        onEvent({ kind: 'ended', result });
      }
    }
  };
  const watcher = watch(context.record, readOn);
  return {
    context,
    results,
    troubles,
    readOn,
    openSlugs() {
      const { prerequisites } = context;
      if (prerequisites !== null && findObstacle(prerequisites.record, prerequisites.slugs) !== null)
        return [];
      return wanted.filter((slug) => !results.has(slug) && !hung.has(slug));
    },
    [Symbol.dispose]() {
      watcher.close();
      watchdog[Symbol.dispose]();
    },
  };
}
