import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type JudgedLog, judgeLogger, type LoggerRule } from './judged-logger.ts';
import { type JudgedStore, judgeStore, type StoreRule } from './judged-store.ts';
import type { Seam } from './seam.ts';
import { makeThrown, type Thrown } from './thrown.ts';

// Taken before the learner's module is loaded.
const RealDate = Date;

/** `frozen` stands still; `throws` throws at every call. */
export type ClockRule =
  | { readonly do: 'run' }
  | { readonly do: 'freeze'; readonly at: string }
  | { readonly do: 'throw'; readonly what: Thrown; readonly message: string };

export interface OpenApp {
  readonly app: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly clock?: ClockRule;
  readonly store?: StoreRule;
  /** Where not false, the calls of the store are kept and told by events. Set it false where there are very many. */
  readonly watch?: boolean;
}

interface App {
  readonly server: Server;
  readonly store: JudgedStore;
  readonly log: JudgedLog;
  clock: ClockRule;
}

const usualConfig = {
  port: 0,
  host: '127.0.0.1',
  requestTimeoutMs: 20_000,
  shutdownDelayMs: 0,
  shutdownTimeoutMs: 10_000,
  maxBodyBytes: 2_097_152,
  logLevel: 'info',
};

/** Apps of the learner's that listen, each on its own store, and what is done to the parts that they were given. */
export function createApps(seam: Seam, emit: (name: string, data?: unknown) => void) {
  const apps = new Map<string, App>();
  const find = (name: string): App => {
    const app = apps.get(name);
    if (app === undefined) throw new Error(`no app ${name}`);
    return app;
  };
  return {
    'app.open': async (params: OpenApp) => {
      const tell =
        params.watch === false
          ? null
          : (name: string, data: object) => emit(name, { app: params.app, ...data });
      const store = judgeStore(seam.createMemoryStore(), tell);
      const log = judgeLogger();
      const parts = { clock: params.clock ?? { do: 'run' } };
      const server = seam.createApp({
        store: store.store,
        logger: log.logger,
        clock: { now: () => readClock(apps.get(params.app)?.clock ?? parts.clock) },
        config: { ...usualConfig, ...params.config },
      });
      apps.set(params.app, { server, store, log, ...parts });
      if (params.store !== undefined) store.rule(params.store);
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', resolve);
      });
      return { port: (server.address() as AddressInfo).port };
    },
    'app.connections': ({ app }: { app: string }) =>
      new Promise<number>((resolve, reject) => {
        find(app).server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      }),
    'store.rule': ({ app, rule }: { app: string; rule: StoreRule }) => find(app).store.rule(rule),
    'store.release': ({ app }: { app: string }) => find(app).store.release(),
    'store.untilHanging': ({ app, count }: { app: string; count: number }) =>
      find(app).store.untilHanging(count),
    'store.forget': ({ app }: { app: string }) => find(app).store.forget(),
    'store.calls': ({ app }: { app: string }) => find(app).store.calls.map((call) => ({ ...call })),
    'clock.rule': ({ app, rule }: { app: string; rule: ClockRule }) => {
      find(app).clock = rule;
    },
    'logger.rule': ({ app, rule }: { app: string; rule: LoggerRule | null }) => find(app).log.rule(rule),
    'logger.take': ({ app }: { app: string }) => find(app).log.take(),
  };
}

function readClock(rule: ClockRule): Date {
  switch (rule.do) {
    case 'run':
      return new RealDate();
    case 'freeze':
      return new RealDate(rule.at);
    case 'throw':
      throw makeThrown(rule.what, rule.message);
    default:
      return rule satisfies never;
  }
}
