import { setTimeout } from 'node:timers/promises';
import {
  expectThat,
  type HttpClient,
  type RedisInstance,
  type Reply,
  type RequestOptions,
} from 'checker/kit';
import { BucketModel, type BucketPolicy, type Moment, type Range } from './bucket-model.ts';

/** In a minute this comes to an eighth of a token, and in binary it is exact: one token in 512 seconds. */
export const hardly = '0.001953125';

/** Redis may be asked for the time in milliseconds, and numbers be stored as text. */
const slackSeconds = 0.002;
const shownAnswers = 8;

/** The limit switched on. Where Redis answers at all, a busy machine is no outage. */
export function limitedTo(
  capacity: number,
  refill: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    RATE_LIMIT_ENABLED: 'true',
    RATE_LIMIT_CAPACITY: String(capacity),
    RATE_LIMIT_REFILL_PER_SECOND: refill,
    REDIS_TIMEOUT_MS: '20000',
    REQUEST_TIMEOUT_MS: '25000',
    HEALTH_TIMEOUT_MS: '10000',
    ...more,
  };
}

export const isDenied = ({ status }: Reply): boolean => status === 429;

export function expectThrough(reply: Reply, who: string, look: string): void {
  expectThat(!isDenied(reply), {
    expected: `\`${reply.method} ${reply.target}\`, ${who}, to be let through`,
    saw: `${reply.status} with ${tellLimit(reply)}`,
    look,
  });
}

export function expectDenied(reply: Reply, who: string, look: string): void {
  expectThat(isDenied(reply), {
    expected: `\`${reply.method} ${reply.target}\`, ${who}, to be denied with 429`,
    saw: `${reply.status} with ${tellLimit(reply)}`,
    look,
  });
}

/** A task that nobody has, since its id is no UUID: answered with 404, without any SQL. */
export const nobodys = '/tasks/nobody';

export function ask(service: HttpClient, options: RequestOptions = {}): Promise<Reply> {
  return service.request('GET', nobodys, { patienceMs: 30_000, ...options });
}

export interface Answered {
  readonly reply: Reply;
  /** Of the bucket, after this request. */
  readonly level: Range;
}

/** A client whose bucket the judge follows by the clock of Redis. Nobody else may ask in its name. */
export interface WatchedBucket {
  /** Sends a request, and expects that it is let through or denied wherever one of the two is certain. */
  ask(send: () => Promise<Reply>, look: string, by?: string): Promise<Answered>;
  /** Until the bucket certainly holds so much. */
  holds(level: number): Promise<void>;
  /** So many seconds from now. */
  passes(seconds: number): Promise<void>;
  /** What it holds while something is done. */
  during<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly level: Range }>;
}

export async function watchBucket(redis: RedisInstance, policy: BucketPolicy): Promise<WatchedBucket> {
  const epoch = await clockOf(redis);
  const model = new BucketModel(policy);
  const answers: string[] = [];
  const now = async () => (await clockOf(redis)) - epoch;
  const around = async <T>(work: () => Promise<T>): Promise<{ result: T; moment: Moment }> => {
    const from = (await now()) - slackSeconds;
    const result = await work();
    return { result, moment: { from, to: (await now()) + slackSeconds } };
  };
  const { capacity, refillPerSecond } = policy;
  const bucket = `a bucket with C = ${capacity} and R = ${refillPerSecond}`;
  return {
    async ask(send, look, by = '') {
      const { result: reply, moment } = await around(send);
      const { least, most } = model.levelAt(moment);
      const through = !isDenied(reply);
      const wrong = through ? most < 1 : least >= 1;
      const before = answers.length === 0 ? 'nothing' : answers.slice(-shownAnswers).join(', ');
      expectThat(!wrong, {
        expected: through
          ? `a request to be denied with 429: ${bucket} held at most ${most.toFixed(2)} tokens then, by the clock of Redis`
          : `a request to be let through: ${bucket} held at least ${least.toFixed(2)} tokens then, by the clock of Redis`,
        saw: `${tellAnswer(reply, moment, by)}; before it came ${before}`,
        look,
      });
      answers.push(tellAnswer(reply, moment, by));
      return { reply, level: model.take(moment, through) };
    },
    async holds(level) {
      for (;;) {
        const at = await now();
        const { least } = model.levelAt({ from: at - slackSeconds, to: at });
        if (least >= level) return;
        await setTimeout(Math.max(2, Math.ceil(((level - least) / refillPerSecond) * 1000)));
      }
    },
    async passes(seconds) {
      const end = (await now()) + seconds;
      for (let left = seconds; left > 0; left = end - (await now())) await setTimeout(Math.ceil(left * 1000));
    },
    async during(work) {
      const { result, moment } = await around(work);
      return { result, level: model.levelAt(moment) };
    },
  };
}

/** Both headers; null where one of them is missing or is not written as on the page. */
export function limitIn({ headers }: Reply): { readonly r: number; readonly t: number } | null {
  const [, r, t] = /^"default";r=(\d+);t=(\d+)$/.exec(headers.ratelimit ?? '') ?? [];
  return r === undefined || t === undefined ? null : { r: Number(r), t: Number(t) };
}

export function tellLimit({ headers }: Reply): string {
  const told = ['ratelimit-policy', 'ratelimit', 'retry-after'].filter((name) => headers[name] !== undefined);
  return told.length === 0
    ? 'none of the headers'
    : told.map((name) => `${name}: ${headers[name]}`).join(', ');
}

/** Seconds, by Redis itself. */
async function clockOf(redis: RedisInstance): Promise<number> {
  const [seconds, micros] = (await redis.command('TIME')) as readonly [string, string];
  return Number(seconds) + Number(micros) / 1e6;
}

function tellAnswer({ status }: Reply, { to }: Moment, by: string): string {
  return `${status} at ${to.toFixed(2)} s${by === '' ? '' : ` ${by}`}`;
}
