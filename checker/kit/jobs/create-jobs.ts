import { randomUUID } from 'node:crypto';
import { broken } from '../expect.ts';
import type { RelayHost } from '../relay.ts';
import type { Scenario } from '../scenario.ts';
import type { ServiceHost } from '../service/service-host.ts';
import { layInWork } from '../within-scratch.ts';
import { handlersSource, usualHandlers } from './handlers-source.ts';
import { storyEvents, tellStory } from './job-story.ts';
import type { Fault, Handlers, JobProcess, JobProcessOptions, JobsHost, KnownJob } from './jobs-host.ts';
import type { Report, Reporter, ReportPort } from './report-port.ts';
import { createRunBook } from './run-book.ts';

const usualPatienceMs = 10_000;
const workerEntry = 'src/worker.ts';
/** A submission that reports by itself may say as much as it likes; the first lines suffice. */
const mostForged = 20;

export function createJobs(
  scenario: Scenario,
  { service, relay }: { readonly service: () => ServiceHost; readonly relay: () => RelayHost },
): JobsHost {
  const now = () => scenario.now();
  const book = createRunBook(now);
  const jobs: KnownJob[] = [];
  const faults: Fault[] = [];
  const forged: string[] = [];
  const misused: Extract<Report, { event: 'misused' }>[] = [];
  const waiting = new Set<() => void>();
  const look = () => {
    for (const each of [...waiting]) each();
  };
  const forgery = (lane: string | null, what: string) => {
    if (forged.length < mostForged) forged.push(`${lane ?? 'a process without a token'}: ${what}`);
    look();
  };

  let opened: Promise<ReportPort> | null = null;
  const port = () => {
    opened ??= open();
    return opened;
  };
  const open = async () => {
    // Loaded with the first module of handlers, since most exercises have none.
    const { openReportPort } = await import('./report-port.ts');
    const listening = await openReportPort(
      {
        report(reporter: Reporter, report: Report) {
          if (report.event === 'misused') misused.push(report);
          else {
            const wrong = book.write(reporter, report);
            if (wrong !== null) forgery(reporter.lane, wrong);
          }
          look();
        },
        forged: forgery,
        gone(reporter) {
          book.gone(reporter);
          look();
        },
      },
      scenario.box().network.openDoorway,
    );
    scenario.defer(async () => listening[Symbol.asyncDispose]());
    return listening;
  };

  /** What handlers say is believed no further than the contract for handlers is kept. */
  const checkReports = () => {
    const [first] = misused;
    if (first !== undefined) {
      broken({
        promise: 'A handler is called with `(payload, { signal, attempt, jobId })`.',
        expected: 'an AbortSignal, the number of the attempt, and the id of the job as text',
        saw: `for a job of the type ${first.type}: signal ${first.signal}, attempt ${first.attempt}, jobId ${first.jobId}`,
        look: 'What is the second argument of the call?',
      });
    }
    if (forged.length > 0) {
      broken({
        promise: "The judge's handlers report to the judge, and nobody else does.",
        expected: 'nothing at the port of the judge but the reports of its own handlers',
        saw: forged.slice(0, 3).join('; '),
        look: 'Does something of yours read, change or speak for the module of JOB_HANDLERS?',
      });
    }
  };

  const sees = async (what: string, predicate: () => boolean, patienceMs = usualPatienceMs) => {
    const seen = await scenario.waitingFor(
      what,
      until(() => misused.length > 0 || predicate(), { waiting, patienceMs, signal: scenario.signal }),
    );
    checkReports();
    return seen;
  };

  let modules = 0;
  const handlers = async (lane: string, more: Handlers = {}) => {
    const { port: number, admit } = await port();
    const token = randomUUID();
    admit(token, lane);
    const source = handlersSource({ port: number, token, handlers: { ...usualHandlers, ...more } });
    const path = layInWork(scenario, `handlers-${++modules}.mjs`, source);
    return scenario.box().inside(path);
  };

  const counts = { api: 0, worker: 0 };
  const start = async (
    kind: 'api' | 'worker',
    { handlers: more, relayed = false, env, name: given, ...options }: JobProcessOptions,
  ): Promise<JobProcess> => {
    counts[kind] += 1;
    const name = given ?? (kind === 'api' && counts.api === 1 ? 'api' : `${kind} ${counts[kind]}`);
    const link = relayed ? await relay().postgres(await service().database()) : null;
    const running = await service().start({
      ...options,
      ...(kind === 'worker' ? { entry: options.entry ?? workerEntry } : {}),
      name,
      env: {
        ...(link === null ? {} : { DATABASE_URL: link.url }),
        ...(kind === 'worker' ? { METRICS_PORT: '0' } : {}),
        JOB_HANDLERS: await handlers(name, more),
        ...env,
      },
    });
    // Before the databases go: PostgreSQL drops none while a client stands still in the middle of its log-in.
    scenario.defer(async () => {
      running.kill();
      await running.exited;
    });
    const begin = (fault: Fault['kind']) =>
      void faults.push({ worker: name, kind: fault, fromMs: now(), toMs: null });
    const end = (fault: Fault['kind']) => {
      const at = faults.findLastIndex(
        (each) => each.worker === name && each.kind === fault && each.toMs === null,
      );
      const found = faults[at];
      if (found !== undefined) faults[at] = { ...found, toMs: now() };
    };
    const ownLink = () => {
      if (link === null)
        throw new Error('only a process with a relay of its own can be cut off: `relayed: true`');
      return link;
    };
    return {
      ...running,
      name,
      link,
      pause() {
        begin('paused');
        running.signal('SIGSTOP');
      },
      resume() {
        running.signal('SIGCONT');
        end('paused');
      },
      signal(signal) {
        if (signal === 'SIGTERM' || signal === 'SIGINT') begin('told to end');
        running.signal(signal);
      },
      kill() {
        begin('killed');
        scenario.note({ kind: 'signal', signal: 'SIGKILL', when: `to ${name}` });
        running.kill();
      },
      async cut() {
        begin('cut off');
        await ownLink().refuse({ cut: true });
      },
      async mend() {
        await ownLink().restore();
        end('cut off');
      },
    };
  };

  const storyOf = (jobId: string) => ({
    job: jobs.find(({ id }) => id === jobId) ?? null,
    runs: book.runsOf(jobId),
    faults,
  });
  return {
    api: (options = {}) => start('api', options),
    worker: (options = {}) => start('worker', options),
    handlers,
    runs: book.runs,
    runsOf: book.runsOf,
    enqueued: ({ id, type }) => void jobs.push({ id, type, atMs: now() }),
    jobs,
    faults,
    forged,
    sees,
    async run(test, patienceMs) {
      const found = () => book.runs.find(test);
      await sees('a handler to begin', () => found() !== undefined, patienceMs);
      return found() ?? null;
    },
    draw(jobId, end) {
      scenario.trace.begin();
      for (const event of storyEvents(storyOf(jobId), end ?? null)) scenario.trace.mark(event);
    },
    tell: (jobId, end) => tellStory(storyOf(jobId), end ?? null),
    now,
  };
}

function until(
  predicate: () => boolean,
  {
    waiting,
    patienceMs,
    signal,
  }: { readonly waiting: Set<() => void>; readonly patienceMs: number; readonly signal: AbortSignal },
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const look = () => {
      try {
        if (predicate()) finish(() => resolve(true));
      } catch (error) {
        finish(() => reject(error));
      }
    };
    const aborted = () => finish(() => reject(signal.reason));
    const timer = setTimeout(() => finish(() => resolve(false)), patienceMs);
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      waiting.delete(look);
      signal.removeEventListener('abort', aborted);
      settle();
    };
    waiting.add(look);
    signal.addEventListener('abort', aborted, { once: true });
    if (signal.aborted) aborted();
    else look();
  });
}
