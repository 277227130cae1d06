import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { PoolOptions, PoolWorker, WorkerRequest, WorkerResponse } from 'vitest/node';
import type { Containment } from '../box/containment.ts';
import { withoutInherited } from './inherited-descriptors.ts';

const stopped: WorkerResponse = { type: 'stopped', __vitest_worker_response__: true };

export interface JudgingProcessOptions {
  readonly containment: Containment;
  readonly node: string;
  /** PATH for the tools that hidden tests use. */
  readonly path: string;
  /** Where node keeps what it compiled: with it the kit loads in a third of the CPU time (0.11 s instead of 0.32 s). */
  readonly compileCache: string;
  /** Stands in the environment, so that a sweep finds the process by it. */
  readonly runFolder: string;
  readonly name: string;
  readonly onStderr: (text: string) => void;
}

/**
 * A vitest worker in a process of its own that the kernel ends together with everything it started. It differs from
 * vitest's own fork in three ways: it starts inside a pid namespace where there are any, it has a clean environment, and
 * the judge can kill it by name.
 */
export class JudgingProcess implements PoolWorker {
  readonly name = 'judging-process';
  readonly cacheFs = true;
  readonly #options: JudgingProcessOptions;
  readonly #pool: PoolOptions;
  #child: ChildProcess | null = null;

  constructor(pool: PoolOptions, options: JudgingProcessOptions) {
    this.#pool = pool;
    this.#options = options;
  }

  on(event: string, callback: (...args: unknown[]) => void): void {
    this.#running.on(event, callback);
  }

  off(event: string, callback: (...args: unknown[]) => void): void {
    this.#running.off(event, callback);
  }

  send(message: WorkerRequest): void {
    // A process that was ended meanwhile answers by its end.
    this.#running.send(message, () => {});
  }

  deserialize(data: unknown): unknown {
    return data;
  }

  async start(): Promise<void> {
    if (this.#child !== null) return;
    const { containment, node, onStderr } = this.#options;
    const line = [
      ...(containment.kind === 'pid-namespace' ? containment.prefix : []),
      node,
      ...this.#pool.execArgv,
      join(this.#pool.distPath, 'workers/forks.js'),
    ];
    const nowhere = openSync('/dev/null', 'r');
    const child = spawn(line[0] as string, line.slice(1), {
      env: this.#environment(),
      // What the checker's caller left open would go on into the boxes.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', ...withoutInherited(4, nowhere)],
      serialization: 'advanced',
      detached: true,
    });
    closeSync(nowhere);
    child.stderr?.setEncoding('utf8').on('data', onStderr);
    // Once vitest has asked a worker to stop it looks at nothing but the answer, for a minute; one that the judge killed at
    // that moment gives none, so its end is the answer.
    child.once('exit', () => child.emit('message', stopped));
    child.on('error', () => {});
    this.#child = child;
    await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => Promise.reject(error))]);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    this.#child = null;
  }

  /** Ends the process and what it started, at once. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  get #running(): ChildProcess {
    if (this.#child === null) throw new Error('the judging process was used before its start');
    return this.#child;
  }

  #environment(): NodeJS.ProcessEnv {
    const own = Object.entries(this.#pool.env).filter(([name]) =>
      /^(VITEST|TEST|NODE_ENV|DEV|PROD|MODE|SSR|BASE_URL)/.test(name),
    );
    return {
      ...Object.fromEntries(own),
      PATH: this.#options.path,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      NODE_COMPILE_CACHE: this.#options.compileCache,
      CHECKER_RUN: this.#options.runFolder,
      CHECKER_WORKER: this.#options.name,
    };
  }
}
