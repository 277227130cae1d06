import { readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { readRecord } from './record.ts';
import type { RunContext } from './run-context.ts';
import type { JudgeEvent, RequirementResult } from './verdict.ts';
import type { VitestHost } from './vitest-host.ts';
import { openWatchdog } from './watchdog.ts';

export interface Recorded {
  readonly results: ReadonlyMap<string, RequirementResult>;
  readonly troubles: readonly string[];
}

/** Past this the whole run is stopped; each requirement has its own, much shorter deadline. */
const suiteMs = 15 * 60_000;

/**
 * Runs the exercise's hidden files and gathers what they recorded. What a judging process did not decide because it died
 * is run once more; a requirement whose own test hung the judging process is not.
 */
export async function runHiddenTests(options: {
  readonly host: VitestHost;
  readonly context: RunContext;
  readonly signal: AbortSignal;
  readonly onEvent: (event: JudgeEvent) => void;
  /** Results that stand in the record already; they are neither judged nor told again. */
  readonly known: readonly RequirementResult[];
}): Promise<Recorded> {
  const { host, context, signal } = options;
  const results = new Map(options.known.map((result) => [result.slug, result]));
  const troubles: string[] = [];
  const hung = new Set<string>();
  using watchdog = openWatchdog((slug, worker) => {
    hung.add(slug);
    troubles.push(`The hidden test of ${slug} hung its judging process, which was ended.`);
    host.killWorker(worker);
  });
  let { offset } = readRecord(context.record);
  const readOn = () => {
    const next = readRecord(context.record, offset);
    offset = next.offset;
    for (const line of next.lines) {
      if (line.kind === 'started') {
        watchdog.started(line);
        options.onEvent({ kind: 'started', slug: line.slug });
      } else {
        watchdog.ended(line.slug);
        const { kind: _, ...result } = line;
        results.set(line.slug, result);
        options.onEvent({ kind: 'ended', result });
      }
    }
  };
  const watcher = watch(context.record, readOn);
  const suite = AbortSignal.timeout(suiteMs);
  const stop = () => host.stop();
  for (const each of [signal, suite]) each.addEventListener('abort', stop, { once: true });
  try {
    const wanted = context.manifest.requirements
      .filter(({ suite }) => suite === undefined)
      .map((each) => each.slug)
      .filter((slug) => context.only === null || context.only.includes(slug));
    for (let round = 1; round <= 2 && !signal.aborted && !suite.aborted; round++) {
      const open = wanted.filter((slug) => !results.has(slug) && !hung.has(slug));
      if (open.length === 0) break;
      const files = filesJudging(context.hidden, open);
      const outcome = await host.run({ ...context, only: open }, files);
      readOn();
      if (round === 2 || outcome.troubles.length > 0) troubles.push(...outcome.troubles);
    }
  } finally {
    watcher.close();
    for (const each of [signal, suite]) each.removeEventListener('abort', stop);
  }
  return { results, troubles };
}

/** The hidden files that name one of the requirements. */
function filesJudging(hidden: string, slugs: readonly string[]): string[] {
  return readdirSync(hidden)
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => join(hidden, name))
    .filter((file) => {
      const text = readFileSync(file, 'utf8');
      return slugs.some((slug) => text.includes(`'${slug}'`));
    });
}
