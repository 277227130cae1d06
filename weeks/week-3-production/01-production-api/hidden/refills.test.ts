import {
  expectThat,
  type RedisInstance,
  type Reply,
  requirement,
  type Service,
  showValue,
} from 'checker/kit';
import { ask, hardly, isDenied, limitedTo, type WatchedBucket, watchBucket } from './buckets.ts';
import { keysOf, tellKeys } from './cached.ts';
import { startReady } from './instances.ts';

const formula =
  'level = min(C, level + Δt · R), in real numbers. What becomes of a part of a token, and what does a denial write?';

const mostToDrain = 10;

/** Until a request is denied; on a machine that is so busy that tokens come back as fast, until it is enough. */
async function drain(bucket: WatchedBucket, send: () => Promise<Reply>, look: string): Promise<void> {
  for (let sent = 0; sent < mostToDrain; sent += 1) {
    const { reply } = await bucket.ask(send, look);
    if (isDenied(reply)) return;
  }
}

requirement('refills', async ({ service, random }) => {
  const redis = await service.redis();
  const policy = { capacity: 2, refillPerSecond: 2 };
  const keys = Array.from({ length: 3 }, () => random.word(24));
  const running = await startReady(
    service,
    'production-api',
    limitedTo(policy.capacity, '2', { API_KEYS: keys.join(',') }),
  );
  const clientOf = async (key: string | undefined) => {
    const bucket = await watchBucket(redis, policy);
    const send = () => ask(running, { headers: { 'x-api-key': String(key) }, transcript: false });
    await drain(bucket, send, formula);
    return { bucket, ask: (look: string) => bucket.ask(send, look) };
  };
  const impatient = async () => {
    const { bucket, ask } = await clientOf(keys[0]);
    const look =
      'Who asks too early is denied, and loses nothing by it, not even a part of a token. What is written at each look, and at a denial?';
    for (let through = 0; through < 4; ) {
      // Until the bucket has a token for certain: a bucket that never gives it is found then.
      const { reply, level } = await ask(look);
      if (!isDenied(reply)) through += 1;
      else if (level.least < 0.9) await bucket.holds(level.least + 0.1);
    }
  };
  const halves = async () => {
    const { bucket, ask } = await clientOf(keys[1]);
    const look =
      'Half a token is half a token: it is there when the other half comes. Where are levels rounded?';
    for (let time = 0; time < 2; time += 1) {
      await bucket.holds(1.5);
      await ask(look);
      await ask(look);
      await bucket.holds(1);
      await ask(look);
    }
  };
  const rested = async () => {
    const { bucket, ask } = await clientOf(keys[2]);
    await bucket.holds(policy.capacity);
    // A key that is gone by then is full as well, and a keyless bucket is no proof of min(C, …).
    await bucket.passes(0.7);
    const look = 'A bucket that is full stays full, however long nobody comes. Where is min(C, …)?';
    for (let nth = 0; nth <= policy.capacity; nth += 1) await ask(look);
  };
  await Promise.all([impatient(), halves(), rested()]);
});

requirement('expires-idle-keys', async ({ service, redis, random }) => {
  const key = random.word(24);
  const policies = [
    { capacity: 5, refill: hardly, asked: [1, 3, 3] },
    { capacity: 1000, refill: '1000', asked: [5] },
    { capacity: 60, refill: '0.5', asked: [1, 40] },
  ];
  const stages = await Promise.all(
    policies.map(async (policy) => {
      const own = await redis.instance();
      const env = limitedTo(policy.capacity, policy.refill, { API_KEYS: key, REDIS_URL: own.url });
      return { ...policy, own, running: await startReady(service, `R-is-${policy.refill}`, env) };
    }),
  );
  for (const { capacity, refill, asked, own, running } of stages) {
    const bucket = await watchBucket(own, { capacity, refillPerSecond: Number(refill) });
    const before = await keysOf(own);
    let total = 0;
    for (const count of asked) {
      for (let nth = 0; nth < count; nth += 1) {
        const send = () => ask(running, { headers: { 'x-api-key': key } });
        await bucket.ask(send, formula);
      }
      total += count;
      await expectExpiry(own, bucket, {
        before,
        policy: { capacity, refillPerSecond: Number(refill) },
        when: `after ${total === 1 ? 'one request' : `${total} requests`} of one client, with C = ${capacity} and R = ${refill}`,
      });
    }
  }
});

/** Nothing is lost of what is rounded to milliseconds. */
const roundedMs = 10;
const mostMoreMs = 60_000;

async function expectExpiry(
  redis: RedisInstance,
  bucket: WatchedBucket,
  {
    before,
    policy,
    when,
  }: {
    /** Keys that are of nobody's bucket. */
    readonly before: readonly string[];
    readonly policy: { readonly capacity: number; readonly refillPerSecond: number };
    readonly when: string;
  },
): Promise<void> {
  const all = (await keysOf(redis)).filter((key) => !before.includes(key));
  const prefix = 'tasks:rl:';
  const { result, level } = await bucket.during(async () => {
    const ttls: [key: string, ttl: number][] = [];
    for (const key of all.filter((each) => each.startsWith(prefix)))
      ttls.push([key, Number(await redis.command('PTTL', key))]);
    return ttls;
  });
  const msUntilFull = (held: number) => ((policy.capacity - held) / policy.refillPerSecond) * 1000;
  const [soonest, latest] = [msUntilFull(level.most), msUntilFull(level.least)];
  // A bucket that is full already may be gone.
  const there = result.filter(([, ttl]) => ttl !== -2);
  expectThat(there.length > 0 || soonest <= 0, {
    expected: `a key that begins with \`${prefix}\` ${when}`,
    saw: tellKeys(all),
    look: 'What goes before its bucket is full, gives its client a full one. And where is the bucket?',
  });
  for (const [key, ttl] of there) {
    const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
    expectThat(ttl !== -1, {
      expected: `the key ${showValue(key)} to have a PTTL ${when}`,
      saw: '-1: it never ends',
      look: 'After a million clients, how many keys are in Redis?',
    });
    expectThat(ttl >= soonest - roundedMs, {
      expected: `the PTTL of ${showValue(key)} to be at least the time until the bucket is full, ${seconds(soonest)}, ${when}`,
      saw: seconds(ttl),
      look: 'A bucket that is gone counts as full. What does one that expires too early give away?',
    });
    expectThat(ttl <= latest + mostMoreMs + roundedMs, {
      expected: `the PTTL of ${showValue(key)} to be at most 60 seconds more than the time until the bucket is full, ${seconds(latest)}, ${when}`,
      saw: seconds(ttl),
      look: 'The time until it is full goes by what is missing now: (C − level) / R.',
    });
  }
}

const hourMs = 3_600_000;

/**
 * Runs before the submission, and moves every clock that JavaScript has by so many milliseconds, for good. Those that only
 * count from some moment on are never below zero.
 */
function movedClock(ms: number): string {
  return `const shift = ${ms};
const RealDate = Date;
const now = () => RealDate.now() + shift;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [now()] : args, made),
  apply: () => new Date().toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
const later = Math.max(0, shift);
const elapsed = performance.now.bind(performance);
performance.now = () => elapsed() + later;
const { hrtime } = process;
const { bigint } = hrtime;
process.hrtime = (since) => {
  const [seconds, nanos] = hrtime();
  const whole = seconds + later / 1000;
  if (since === undefined) return [whole, nanos];
  return nanos < since[1] ? [whole - since[0] - 1, nanos - since[1] + 1e9] : [whole - since[0], nanos - since[1]];
};
process.hrtime.bigint = () => bigint() + BigInt(later) * 1000000n;
`;
}

requirement('uses-server-time', async ({ service, files, random }) => {
  const redis = await service.redis();
  // A token each two seconds: denials come long before, and nobody waits for long.
  const policy = { capacity: 2, refillPerSecond: 0.5 };
  const keys = Array.from({ length: 3 }, () => random.word(24));
  const env = limitedTo(policy.capacity, '0.5', { API_KEYS: keys.join(',') });
  const withClock = (name: string, ms: number) => {
    const file = `${name}.mjs`;
    files.write(file, movedClock(ms));
    return startReady(service, name, { ...env, NODE_OPTIONS: `--import=${files.path(file)}` });
  };
  const [right, ahead, behind] = await Promise.all([
    startReady(service, 'its-clock-is-right', env),
    withClock('an-hour-ahead', hourMs),
    withClock('an-hour-behind', -hourMs),
  ]);
  const look =
    'Two instances whose clocks differ by an hour take turns. What is Δt, and whose clock do both of them have?';
  const orders = [
    [right, ahead, behind, right],
    [ahead, right, behind, ahead],
    [behind, right, ahead, behind],
  ] as const;
  const names = new Map([
    [right, 'from the instance whose clock is right'],
    [ahead, 'from the one whose clock is an hour ahead'],
    [behind, 'from the one whose clock is an hour behind'],
  ]);
  const run = async (order: readonly Service[], key: string | undefined) => {
    const bucket = await watchBucket(redis, policy);
    const askAt = (at: Service) =>
      bucket.ask(() => ask(at, { headers: { 'x-api-key': String(key) } }), look, names.get(at));
    const [first, next] = order as readonly [Service, Service];
    for (let nth = 0; nth < policy.capacity; nth += 1) await askAt(first);
    for (const other of order) await askAt(other);
    // And what comes back is there for everybody.
    await bucket.holds(1);
    await askAt(next);
    await askAt(first);
  };
  await Promise.all(orders.map((order, index) => run(order, keys[index])));
});
