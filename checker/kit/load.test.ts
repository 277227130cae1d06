import { expect, test } from 'vitest';
import { openScenarioOfTest } from '../test/open-scenario.ts';
import { createFixtures } from './create-fixtures.ts';
import { createLoad } from './load.ts';

const source = `import { createServer } from 'node:http';
let asked = 0;
const server = createServer((req, res) => {
  asked += 1;
  res.writeHead(req.url === '/count' || asked % 10 !== 0 ? 200 : 500).end(String(asked));
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  const { port } = server.address();
  process.stdout.write(JSON.stringify({ msg: 'listening', host: '127.0.0.1', port }) + '\\n');
});`;

test('a load sends exactly so many requests, and tells what came back', async () => {
  const scenario = await openScenarioOfTest({ manifest: { kind: 'service' } });
  const peer = await createFixtures(scenario).service.peer(source);
  const measured = await createLoad(scenario).run(peer, { connections: 4, amount: 200 });
  expect(measured).toMatchObject({ answered: 200, not2xx: 20, errors: 0 });
  expect(measured.perSecond).toBeCloseTo(200 / measured.seconds);
  // Not rounded up to the second in which autocannon looks by itself.
  const few = await createLoad(scenario).run(peer, {
    connections: 1,
    amount: 1,
    request: { path: '/count' },
  });
  expect(few.seconds).toBeLessThan(0.9);
  expect((await peer.request('GET', '/count')).text).toBe('202');
});
