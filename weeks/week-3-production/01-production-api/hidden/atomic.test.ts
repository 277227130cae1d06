import { expectEqual, expectThat, type Reply, requirement, type Service } from 'checker/kit';
import { startReady } from './instances.ts';
import { tellReply } from './tasks.ts';

const capacity = 50;
const many = 200;
/** In a minute this comes to 0.06 tokens: nobody is let through because it took long. */
const refill = '0.001';

requirement('atomic', async ({ service, relay, random }) => {
  const redis = await service.redis();
  const keys = Array.from({ length: 4 }, () => random.word(24));
  const env = {
    RATE_LIMIT_ENABLED: 'true',
    RATE_LIMIT_CAPACITY: String(capacity),
    RATE_LIMIT_REFILL_PER_SECOND: refill,
    API_KEYS: keys.join(','),
    REDIS_TIMEOUT_MS: '20000',
    REQUEST_TIMEOUT_MS: '25000',
  };
  // Each with a relay of its own: what is delayed lets all of them read before anybody writes.
  const links = [await relay.redis(redis), await relay.redis(redis)];
  const services: Service[] = [];
  for (const [index, { url }] of links.entries()) {
    services.push(await startReady(service, index === 0 ? 'A' : 'B', { ...env, REDIS_URL: url }));
  }
  const [prompt = '', slow = '', ...mixed] = keys;
  await expectExactly(services, [prompt]);
  for (const link of links) link.delay(random.integer(10, 30), { of: 'replies' });
  await expectExactly(services, [slow]);
  for (const link of links) await link.restore();
  await expectExactly(services, mixed);
});

/** Two hundred requests at once, in turn to each service, evenly by the keys. */
async function expectExactly(services: readonly Service[], keys: readonly string[]): Promise<void> {
  const count = many / keys.length;
  const sent = await Promise.all(
    // Not more in all: each is a connection, and a service has 256 open files.
    Array.from({ length: count }, (_, index) => {
      const service = services[index % services.length] as Service;
      return Promise.all(
        keys.map((key) =>
          service.request('GET', '/nowhere', {
            headers: { 'x-api-key': key },
            patienceMs: 30_000,
            transcript: false,
          }),
        ),
      );
    }),
  );
  for (const at of keys.keys()) {
    const replies = sent.map((each) => each[at] as Reply);
    const odd = replies.find(({ status }) => status !== 404 && status !== 429);
    if (odd !== undefined) {
      expectThat(false, {
        expected: '`GET /nowhere` to be answered with 404, or with 429 where there was no token',
        saw: tellReply(odd),
        look: 'Send two requests by hand, with an API key of the list: what is the answer?',
      });
    }
    const through = replies.filter(({ status }) => status === 404);
    expectThat(through.length === capacity, {
      expected: `exactly ${capacity} of ${count} requests at once with one key, to two instances, to get through a full bucket of ${capacity}`,
      saw: `${through.length} got through, ${count - through.length} got 429`,
      look: 'Two of them read the same level before either has written. What makes reading and writing one step, for all instances?',
    });
    expectEqual(
      'r of `RateLimit` in the answers to those that got through, sorted: each took a token of its own',
      through.map(remaining).sort((a, b) => a - b),
      Array.from({ length: capacity }, (_, index) => index),
      { look: 'r is the level after this request, rounded down, as the script has left it.' },
    );
  }
}

function remaining({ headers }: Reply): number {
  return Number(/^"default";r=(\d+);t=\d+$/.exec(headers.ratelimit ?? '')?.[1] ?? Number.NaN);
}
