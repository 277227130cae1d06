import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createVitest, type TestSequencer, type TestSpecification, type Vitest } from 'vitest/node';
import type { Containment } from '../box/containment.ts';
import { JudgingProcess } from './judging-process.ts';
import type { RunContext } from './run-context.ts';

export interface VitestHost extends AsyncDisposable {
  /** Runs hidden files in the order given, to their end; what they found stands in the records of their contexts. */
  run(contexts: readonly RunContext[], files: readonly string[]): Promise<HostOutcome>;
  /** Ends a judging process that is stuck, by the name that it recorded. */
  killWorker(name: string): void;
  /** Stops the run: every judging process ends now. */
  stop(): void;
}

export interface HostOutcome {
  /** What went wrong outside of any requirement: a hidden file that does not load, a judging process that died. */
  readonly troubles: readonly string[];
}

export interface HostOptions {
  /** The checker's own repository. */
  readonly repository: string;
  /** A folder of the host's own, kept as long as it lives. */
  readonly folder: string;
  readonly node: string;
  readonly path: string;
  readonly containment: Containment;
  readonly workers: number;
}

/**
 * One vitest, kept warm between runs: its module graph and caches make a rerun several times faster. It judges one
 * submission at a time. Nothing of vitest's own configuration, environment files or reporters is used.
 */
export async function openVitestHost(options: HostOptions): Promise<VitestHost> {
  const emptyRoot = join(options.folder, 'vitest-root');
  mkdirSync(emptyRoot, { recursive: true });
  const workers = new Map<string, JudgingProcess>();
  let troubles: string[] = [];
  let count = 0;

  const listening = listenersOfProcess();
  const vitest = await createVitest(
    {
      config: false,
      watch: false,
      root: emptyRoot,
      include: [],
      reporters: [{}],
      api: false,
      maxWorkers: options.workers,
      isolate: false,
      fileParallelism: true,
      sequence: { sequencer: OrderGiven },
      testTimeout: 0,
      hookTimeout: 0,
      server: { deps: { external: [/\/checker\/(kit|src)\//] } },
      pool: {
        name: 'judging-process',
        createPoolWorker: (pool) => {
          const name = `judge-${++count}`;
          const worker = new JudgingProcess(pool, {
            containment: options.containment,
            node: options.node,
            path: options.path,
            compileCache: join(options.repository, 'node_modules/.cache/checker/compile'),
            runFolder: options.folder,
            name,
            onStderr: (text) => troubles.push(text.trim()),
          });
          workers.set(name, worker);
          return worker;
        },
      },
    },
    {
      envDir: false,
      logLevel: 'silent',
      cacheDir: join(options.repository, 'node_modules/.cache/checker/vite'),
      resolve: { alias: { 'checker/kit': join(options.repository, 'checker/kit/index.ts') } },
      server: { watch: null },
    },
  );
  await vitest.standalone();
  dropListenersSince(listening);

  return {
    async run(contexts, files) {
      troubles = [];
      vitest.provide('runs', Object.fromEntries(contexts.map((context) => [context.hidden, context])));
      const project = vitest.getRootProject();
      for (const file of files) vitest.invalidateFile(file);
      const outcome = await vitest.runTestSpecifications(
        files.map((file) => project.createSpecification(file)),
        true,
      );
      return {
        troubles: [...troubles, ...outcome.unhandledErrors.map(tellTrouble), ...collectErrors(vitest, files)],
      };
    },
    killWorker: (name) => workers.get(name)?.kill(),
    stop() {
      for (const worker of workers.values()) worker.kill();
    },
    async [Symbol.asyncDispose]() {
      for (const worker of workers.values()) worker.kill();
      await vitest.close();
    },
  };
}

/** Vitest would begin with the largest file. */
class OrderGiven implements TestSequencer {
  async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files;
  }
  async shard(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files;
  }
}

/**
 * Vitest ends the whole process one millisecond after Ctrl-C, before anything can be reported, recorded or cleared away.
 * What a signal or a stray rejection means is for main.ts to say.
 */
const eventsOfProcess = ['SIGINT', 'SIGTERM', 'exit', 'unhandledRejection'] as const;

function listenersOfProcess(): readonly (readonly Listener[])[] {
  return eventsOfProcess.map((name) => process.listeners(name as 'exit') as Listener[]);
}

function dropListenersSince(before: readonly (readonly Listener[])[]): void {
  for (const [index, name] of eventsOfProcess.entries()) {
    for (const listener of process.listeners(name as 'exit') as Listener[])
      if (before[index]?.includes(listener) !== true) process.off(name, listener);
  }
}

type Listener = (...args: unknown[]) => void;

function collectErrors(vitest: Vitest, files: readonly string[]): string[] {
  return vitest.state
    .getTestModules()
    .filter((module) => files.includes(module.moduleId))
    .flatMap((module) =>
      module.errors().map((error) => `${module.moduleId}: ${error.stack ?? error.message}`),
    );
}

function tellTrouble(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error);
}
