import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { WorkerSettings } from './queue/worker.ts';

type Env = Readonly<Record<string, string | undefined>>;

const longest = 2 ** 31 - 1;

export class BadVariables extends Error {
  override readonly name = 'BadVariables';

  constructor(variables: Iterable<string>) {
    super([...variables].map((name) => `${name} is missing, or not what it has to be`).join('\n'));
  }
}

/** Variables, read one by one; which were bad is told at the end. */
class Variables {
  readonly #env: Env;
  readonly #bad = new Set<string>();

  constructor(env: Env) {
    this.#env = env;
  }

  text(name: string, fits: (text: string) => boolean, standard = ''): string {
    const text = this.#env[name] || standard;
    if (text === '' || !fits(text)) this.#bad.add(name);
    return text;
  }

  word<Word extends string>(name: string, standard: Word, ...others: readonly Word[]): Word {
    const text = this.#env[name] || standard;
    const word = [standard, ...others].find((word) => word === text);
    if (word === undefined) this.#bad.add(name);
    return word ?? standard;
  }

  integer(name: string, standard: number, least: number, most = longest): number {
    const fits = (text: string) => /^[0-9]+$/.test(text) && Number(text) >= least && Number(text) <= most;
    return Number(this.text(name, fits, String(standard)));
  }

  check(): void {
    if (this.#bad.size > 0) throw new BadVariables(this.#bad);
  }
}

export class DatabaseConfig {
  readonly databaseUrl: string;
  readonly migrationsDir: string;

  constructor(env: Env, variables = new Variables(env), isAll = true) {
    const isUrl = (text: string) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? '');
    const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
    this.databaseUrl = variables.text('DATABASE_URL', isUrl);
    this.migrationsDir = variables.text('MIGRATIONS_DIR', isFolder, 'migrations');
    if (isAll) variables.check();
  }
}

/** Of both services; the name of the port's variable is all that they do not have in common here. */
export class ServiceConfig extends DatabaseConfig {
  readonly port: number;
  readonly host: string;
  readonly handlers: string;
  readonly dbPoolMax: number;
  readonly shutdownTimeoutMs: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';

  constructor(
    env: Env,
    port = { name: 'PORT', standard: 3000 },
    variables = new Variables(env),
    isAll = true,
  ) {
    super(env, variables, false);
    this.port = variables.integer(port.name, port.standard, 0, 65_535);
    this.host = variables.text('HOST', () => true, '127.0.0.1');
    this.handlers = variables.text('JOB_HANDLERS', isAbsolute);
    this.dbPoolMax = variables.integer('DB_POOL_MAX', 10, 1, 1000);
    this.shutdownTimeoutMs = variables.integer('SHUTDOWN_TIMEOUT_MS', 10_000, 1);
    this.logLevel = variables.word('LOG_LEVEL', 'info', 'debug', 'warn', 'error');
    if (isAll) variables.check();
  }
}

export class WorkerConfig extends ServiceConfig implements WorkerSettings {
  readonly concurrency: number;
  readonly leaseMs: number;
  readonly pollMs: number;
  readonly backoff: WorkerSettings['backoff'];

  constructor(env: Env) {
    const variables = new Variables(env);
    super(env, { name: 'METRICS_PORT', standard: 9100 }, variables, false);
    this.concurrency = variables.integer('WORKER_CONCURRENCY', 10, 1, 1000);
    this.leaseMs = variables.integer('LEASE_MS', 30_000, 100);
    this.pollMs = variables.integer('POLL_MS', 1000, 10);
    this.backoff = {
      baseMs: variables.integer('BACKOFF_BASE_MS', 1000, 1),
      maxMs: variables.integer('BACKOFF_MAX_MS', 3_600_000, 1),
    };
    variables.check();
  }
}
