import { createServer } from 'node:net';
import { expectThat, type RedisInstance, requirement, type Service, showValue } from 'checker/kit';
import {
  ask,
  expectDenied,
  expectThrough,
  hardly,
  isDenied,
  limitedTo,
  nobodys,
  tellLimit,
} from './buckets.ts';
import { keysOf } from './cached.ts';
import { startReady } from './instances.ts';
import { tellReply } from './tasks.ts';

const who =
  'The value of `X-Api-Key` if it is one of API_KEYS, letter by letter, else the address: which is it here?';

requirement('per-client', async ({ service, random }) => {
  const redis = await service.redis();
  const [first, second] = [`Key.${random.word(24)}`, random.word(16)];
  const capacity = 3;
  const running = await startReady(
    service,
    'production-api',
    limitedTo(capacity, hardly, { API_KEYS: `${first},${second}` }),
  );
  const use = async (told: string, keys: readonly string[]) => {
    for (const [index, key] of keys.entries()) {
      const reply = await ask(running, key === '' ? {} : { headers: { 'x-api-key': key } });
      expectThat(reply.status !== 401 && reply.status !== 403, {
        expected: 'a key that is not listed to be no mistake',
        saw: tellReply(reply),
        look: 'Keys tell clients apart, and give no right. What happens to one that nobody has given out?',
      });
      if (index < capacity) {
        expectThrough(
          reply,
          `request ${index + 1} of ${told}, which has a bucket of ${capacity} of its own`,
          who,
        );
      } else {
        expectDenied(reply, `request ${index + 1} of ${told}, which has one bucket of ${capacity}`, who);
      }
    }
  };
  const nth = (key: string) => Array.from({ length: capacity + 1 }, () => key);
  await use('one key', nth(first));
  await use('another key from the same address', nth(second));
  const strangers = [
    random.word(24),
    '',
    first.slice(0, -1),
    `${first}x`,
    first.toLowerCase(),
    `${first},${second}`,
    'x',
  ];
  await use('an address (with keys that are not listed, and without any)', strangers);
  if (await hasAddress(elsewhere)) await expectFromElsewhere(running, { key: first, capacity });

  const shown = await textsIn(redis);
  const clients = ['127.0.0.1', elsewhere, ...strangers.filter((key) => key.length > 20), first, second];
  for (const client of clients) {
    for (const [written, text] of writtenAs(client)) {
      const found = shown.find((each) => each.text.includes(text));
      expectThat(found === undefined, {
        expected: 'neither a key nor an address to stand in Redis in the clear, in names or in values',
        saw: `${showValue(client)}${written} in ${found?.where}: ${showValue(found?.text.slice(0, 200))}`,
        look: 'Who can look into Redis learns all keys, and could use them. What has always the same length and tells nothing?',
      });
    }
  }
});

const elsewhere = '127.0.0.2';

/** Linux has all of 127.0.0.0/8, others have not. */
async function hasAddress(address: string): Promise<boolean> {
  const server = createServer();
  const listens = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(0, address, () => resolve(true));
  });
  if (listens) server.close();
  return listens;
}

async function expectFromElsewhere(
  running: Service,
  { key, capacity }: { readonly key: string; readonly capacity: number },
): Promise<void> {
  const send = async (header: string) => {
    await using connection = await running.connect({ from: elsewhere });
    await connection.write(`GET ${nobodys} HTTP/1.1\r\nHost: x\r\n${header}Connection: close\r\n\r\n`);
    await connection.gotResponses(1, 30_000);
    const [answer] = connection.responses();
    return answer?.status ?? 'no answer';
  };
  const expectStatus = async (header: string, status: number, told: string) => {
    const saw = await send(header);
    expectThat(saw === status, {
      expected: `\`GET ${nobodys}\` from ${elsewhere} ${told} to be answered with ${status}`,
      saw: String(saw),
      look: who,
    });
  };
  await expectStatus(
    `X-Api-Key: ${key}\r\n`,
    429,
    'with a key that has used up its bucket from another address',
  );
  for (let nth = 1; nth <= capacity; nth += 1) {
    await expectStatus('', 404, `(request ${nth} of an address that has a bucket of ${capacity} of its own)`);
  }
  await expectStatus('', 429, 'when its bucket is used up');
}

/** A text as it is, and as it stands in the encodings that anybody can read back. */
function writtenAs(text: string): readonly (readonly [how: string, text: string])[] {
  const base64 = [0, 1, 2].map((offset) => {
    // Wherever it begins, the characters in the middle are its own.
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
    return bytes
      .subarray(0, bytes.length - (bytes.length % 3))
      .toString('base64')
      .slice(offset === 0 ? 0 : 4);
  });
  return [
    ['', text],
    [', in lower case,', text.toLowerCase()],
    [', in hexadecimal,', Buffer.from(text).toString('hex')],
    ...base64.flatMap((each): [string, string][] => [
      [', in base64,', each],
      [', in base64url,', each.replaceAll('+', '-').replaceAll('/', '_')],
    ]),
  ];
}

/** Names and values of everything that is there. */
async function textsIn(redis: RedisInstance): Promise<readonly { where: string; text: string }[]> {
  const texts: { where: string; text: string }[] = [];
  for (const key of await keysOf(redis)) {
    texts.push({ where: 'the name of a key', text: key });
    const [name, ...rest] = readers[String(await redis.command('TYPE', key))] ?? [];
    if (name === undefined) continue;
    // What has expired meanwhile is an empty answer.
    const value = await redis.command(name, key, ...rest);
    for (const text of [value].flat(3))
      texts.push({ where: `the value of ${showValue(key)}`, text: String(text) });
  }
  return texts;
}

const readers: Readonly<Record<string, readonly string[]>> = {
  string: ['GET'],
  hash: ['HGETALL'],
  list: ['LRANGE', '0', '-1'],
  set: ['SMEMBERS'],
  zset: ['ZRANGE', '0', '-1', 'WITHSCORES'],
};

requirement('spoofed-address', async ({ service, redis, random }) => {
  const bytes = [random.integer(1, 200), random.integer(1, 200)];
  const address = (last: number) => `203.${bytes.join('.')}.${last}`;
  const [x, y, z, spoofed] = [1, 2, 3, 77].map(address) as [string, string, string, string];
  const six = `2001:db8::${random.integer(1, 9999)}`;
  const [none, one, two] = await Promise.all(
    [0, 1, 2].map(async (hops) => {
      const { url } = await redis.instance();
      const env = limitedTo(1, hardly, { TRUST_PROXY: String(hops), REDIS_URL: url });
      return startReady(service, `trusts-${hops}`, env);
    }),
  );
  const nobody = 'No proxy of yours stands in front, so this header was written by whoever sent the request.';
  await expectClients(none as Service, 0, [
    [undefined, socket, nobody],
    [spoofed, socket, nobody],
    [`${x}, ${y}`, socket, nobody],
  ]);
  const last =
    'With one proxy in front, the last entry is its own, and all left of it came with the request.';
  const garbage = 'If that entry is no IP address, or is missing, whose address is left?';
  const missing = 'Without the header it is the address of the socket.';
  const several = 'Several headers are taken as one.';
  await expectClients(one as Service, 1, [
    [undefined, socket, missing],
    [x, x, last],
    [`${spoofed}, ${x}`, x, last],
    [`${x},${y}`, y, last],
    [[spoofed, y], y, several],
    [`::ffff:${y}`, y, '`::ffff:1.2.3.4` is `1.2.3.4`.'],
    [`${spoofed} ,\t${x} `, x, 'Blanks around an entry are no part of it.'],
    [six, six, 'IPv6 is an address as well.'],
    [`${spoofed}, ${six}`, six, last],
    ['unknown', socket, garbage],
    [`${z}, 203.0.113.256`, socket, garbage],
  ]);
  const second =
    'With two proxies in front, the outer one wrote the last entry but one. Which one did the inner write?';
  await expectClients(two as Service, 2, [
    [undefined, socket, missing],
    [spoofed, socket, 'With fewer entries than proxies nobody of yours has written this one.'],
    [`${x}, ${y}`, x, second],
    [`${spoofed}, ${x}, ${y}`, x, second],
    [`${spoofed}, ${x}, ${z}`, x, second],
    [`${x}, ${z}, ${x}`, z, second],
    [[spoofed, `${z}, ${y}`], z, several],
    [[`${spoofed}, ${y}`, x], y, several],
    [`${spoofed}, unknown, ${x}`, socket, garbage],
  ]);
});

const socket = 'socket';

const tellClient = (client: string) => (client === socket ? 'the address of the socket' : client);

type Expected = readonly [
  forwarded: string | readonly string[] | undefined,
  /** Whose address it is: what counts. */
  client: string,
  look: string,
];

/** Each client has one token: its first request is let through, and no other. */
async function expectClients(running: Service, hops: number, expected: readonly Expected[]): Promise<void> {
  const before = new Map<string, string[]>();
  for (const [forwarded, client, look] of expected) {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    const reply = await ask(running, { headers });
    const told = forwarded === undefined ? 'none' : showValue(forwarded);
    const earlier = before.get(client) ?? [];
    const spent = earlier.length > 0;
    expectThat(isDenied(reply) === spent, {
      expected: `a request with X-Forwarded-For ${told}, with TRUST_PROXY=${hops}, to be ${
        spent
          ? `denied with 429, since it counts for ${tellClient(client)}, whose only token is gone (X-Forwarded-For ${earlier[0]})`
          : `let through, since it counts for ${tellClient(client)}, which has asked for nothing yet`
      }`,
      saw: `${reply.status} with ${tellLimit(reply)}`,
      look,
    });
    before.set(client, [...earlier, told]);
  }
}
