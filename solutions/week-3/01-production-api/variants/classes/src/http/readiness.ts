export type Question = (signal: AbortSignal) => Promise<boolean>;

export interface Dependencies {
  readonly postgres: Question;
  readonly redis: Question;
  readonly patienceMs: number;
  readonly cannotDoWithoutRedis: boolean;
}

interface Check {
  readonly status: 'up' | 'down';
  readonly latencyMs: number;
}

export class Readiness {
  readonly #checks: readonly [postgres: Checker, redis: Checker] | undefined;
  readonly #cannotDoWithoutRedis: boolean;
  #closing = false;

  constructor(on?: Dependencies) {
    this.#checks = on && [new Checker(on.postgres, on.patienceMs), new Checker(on.redis, on.patienceMs)];
    this.#cannotDoWithoutRedis = on?.cannotDoWithoutRedis ?? false;
  }

  close(): void {
    this.#closing = true;
  }

  async ask(): Promise<{ readonly code: 200 | 503; readonly report: object }> {
    if (this.#checks === undefined) return { code: 200, report: { status: 'ready', checks: {} } };
    const [postgres, redis] = await Promise.all(this.#checks.map((checker) => checker.check()));
    const status = this.#judge(postgres?.status === 'up', redis?.status === 'up');
    return {
      code: status === 'ready' || status === 'degraded' ? 200 : 503,
      report: { status, checks: { postgres, redis } },
    };
  }

  #judge(postgres: boolean, redis: boolean): string {
    if (this.#closing) return 'shutting-down';
    if (!postgres) return 'unavailable';
    if (redis) return 'ready';
    return this.#cannotDoWithoutRedis ? 'unavailable' : 'degraded';
  }
}

/** Asks one question at a time, and waits for each answer as long as it is allowed to. */
class Checker {
  readonly #question: Question;
  readonly #patienceMs: number;
  #underWay: Promise<boolean> | undefined;

  constructor(question: Question, patienceMs: number) {
    this.#question = question;
    this.#patienceMs = patienceMs;
  }

  async check(): Promise<Check> {
    const begin = process.hrtime.bigint();
    this.#underWay ??= this.#ask();
    const { promise, resolve } = Promise.withResolvers<false>();
    const timer = setTimeout(resolve, this.#patienceMs, false);
    const isUp = await Promise.race([this.#underWay, promise]);
    clearTimeout(timer);
    return {
      status: isUp ? 'up' : 'down',
      latencyMs: Number((process.hrtime.bigint() - begin) / 10_000n) / 100,
    };
  }

  async #ask(): Promise<boolean> {
    try {
      return await this.#question(AbortSignal.timeout(this.#patienceMs));
    } catch {
      return false;
    } finally {
      this.#underWay = undefined;
    }
  }
}
