import { broken, type DriverLink, expectThat, type Fixtures, type HttpClient } from 'checker/kit';
import type { ClockRule, OpenApp } from './driver/apps.ts';
import type { LoggerRule, ToldLine } from './driver/judged-logger.ts';
import type { StoreCall, StoreRule } from './driver/judged-store.ts';
import type { Told } from './driver/tell.ts';

/** The learner's module in a process of the judge's, with parts that do as the judge says. */
export interface Stage {
  /** Opens an app on a store of its own. Fails the requirement where that cannot be done. */
  app(options?: Omit<OpenApp, 'app'>): Promise<JudgedApp>;
  ask<T>(method: string, params?: unknown): Promise<T>;
  /** Fails the requirement where an error has left the module that nobody there caught. */
  expectNothingEscaped(after: string, look: string): Promise<void>;
  /** What has escaped so far. */
  escaped(): readonly string[];
}

export interface JudgedApp {
  readonly http: HttpClient;
  rule(rule: StoreRule): Promise<void>;
  /** Lets go what the store holds. */
  release(): Promise<void>;
  /** Waits until so many calls of the store have begun since the last `forget`. */
  called(count: number, look: string): Promise<readonly StoreCall[]>;
  calls(): Promise<readonly StoreCall[]>;
  /** Waits until the signals of all these calls have aborted; tells the calls whose signal has not. */
  notAborted(calls: readonly StoreCall[], patienceMs: number): Promise<readonly StoreCall[]>;
  forget(): Promise<void>;
  /** Waits until so many calls of the store hang. */
  hanging(count: number): Promise<void>;
  clock(rule: ClockRule): Promise<void>;
  logger(rule: LoggerRule | null): Promise<void>;
  lines(): Promise<readonly ToldLine[]>;
  connections(): Promise<number>;
}

/** A process that lives answers at once; a machine under load may keep it waiting. */
const answerMs = 20_000;

/** What of the driver's methods calls code of the learner's, as it is told when that throws. */
const promised: Readonly<Record<string, string>> = {
  'app.open': '`createApp` to take its four parts and to return a server that can listen',
  'chain.make': '`chain` to take middleware, chains too, and to return one',
  'mutex.play': '`new Mutex()` to make a mutex with `runExclusive`',
  'mutex.crowd': '`runExclusive` to return a promise, however many calls wait',
};

export async function openStage({ module, http }: Pick<Fixtures, 'module' | 'http'>): Promise<Stage> {
  const link = await module.open();
  const ask = async <T>(method: string, params?: unknown): Promise<T> => {
    const outcome = await link.call(method, params, { patienceMs: answerMs, transcript: false });
    if (outcome.ok === true) return outcome.value as T;
    if (outcome.ok === null) return noAnswer(link, outcome.why);
    const expected = promised[method];
    if (expected === undefined) throw new Error(`the driver failed at ${method}: ${outcome.error.message}`);
    return broken({
      expected,
      saw: `${outcome.error.name}: ${outcome.error.message}`,
      look: 'What does `src/index.ts` export, and what does the page say that it takes?',
    });
  };
  const escaped = () =>
    link.events
      .filter(({ name }) => name === 'escaped')
      .map(({ data }) => {
        const { how, error } = data as { how: 'rejection' | 'exception'; error: Told };
        return `${how === 'rejection' ? 'a rejection that nobody handled' : 'an exception that nobody caught'}: ${tellValue(error)}`;
      });
  let apps = 0;
  return {
    ask,
    escaped,
    async expectNothingEscaped(after, look) {
      await ask('turn');
      const [first] = escaped();
      expectThat(first === undefined, {
        expected: `no error to escape ${after}: the process would end by it`,
        saw: first ?? '',
        look,
      });
    },
    async app(options = {}) {
      const app = `app ${++apps}`;
      const { port } = await ask<{ port: number }>('app.open', { app, ...options });
      return createJudgedApp(link, ask, app, http.to({ port }));
    },
  };
}

function createJudgedApp(link: DriverLink, ask: Stage['ask'], app: string, http: HttpClient): JudgedApp {
  const calls = () => ask<StoreCall[]>('store.calls', { app });
  const isOf = (data: unknown) => (data as { app: string }).app === app;
  return {
    http,
    calls,
    rule: (rule) => ask('store.rule', { app, rule }),
    release: () => ask('store.release', { app }),
    forget: () => ask('store.forget', { app }),
    hanging: (count) => ask('store.untilHanging', { app, count }),
    clock: (rule) => ask('clock.rule', { app, rule }),
    logger: (rule) => ask('logger.rule', { app, rule }),
    lines: () => ask('logger.take', { app }),
    connections: () => ask('app.connections', { app }),
    async called(count, look) {
      for (;;) {
        const now = await calls();
        if (now.length >= count) return now;
        const next = await link.event('store.called', isOf);
        expectThat(next !== null, {
          expected: `${count === 1 ? 'a call' : `${count} calls`} of the store that was given to createApp`,
          saw: `${now.length} within 10 s`,
          look,
        });
      }
    },
    async notAborted(awaited, patienceMs) {
      const wanted = new Set(awaited.map(({ call }) => call));
      const left = async () => (await calls()).filter(({ call, aborted }) => wanted.has(call) && !aborted);
      const until = performance.now() + patienceMs;
      for (;;) {
        const now = await left();
        const restMs = until - performance.now();
        if (now.length === 0 || restMs <= 0) return now;
        await link.event('store.aborted', isOf, restMs);
      }
    },
  };
}

export function tellValue(told: Told): string {
  switch (told.is) {
    case 'known':
      return told.label;
    case 'plain':
      return told.type === 'string' ? JSON.stringify(told.text) : told.text;
    case 'error':
      return `${told.name}: ${told.message}`;
    default:
      return told satisfies never;
  }
}

async function noAnswer(link: DriverLink, why: 'ended' | 'patience'): Promise<never> {
  if (why === 'patience')
    return broken({
      expected: 'the process to answer',
      saw: 'no answer: its event loop does not turn any more',
      look: 'Which loop of yours, or which chain of promises, never gives anybody else a turn?',
    });
  const run = await link.exited;
  return broken({
    expected: 'the process to live',
    saw: `it ended${run.code === null ? '' : ` with exit code ${run.code}`}`,
    look: 'What in your code can end a whole process: an error that nobody handles, process.exit?',
    run,
  });
}
