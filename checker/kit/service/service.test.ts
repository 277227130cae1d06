import { expect, test } from 'vitest';
import { openScenarioOfTest } from '../../test/open-scenario.ts';
import { createFixtures } from '../create-fixtures.ts';
import { Broken } from '../expect.ts';

const head = `import { createServer } from 'node:http';
const say = (line: object) => process.stdout.write(JSON.stringify(line) + '\\n');
`;

function service(handler: string, listening = 'say({ msg: "listening", host: "127.0.0.1", port })'): string {
  return `${head}
const server = createServer((req, res) => { ${handler} });
server.listen(Number(process.env.PORT), '127.0.0.1', () => {
  const { port } = server.address() as { port: number };
  ${listening};
});
process.on('SIGTERM', () => { server.close(); server.closeIdleConnections(); });
`;
}

async function hostOf(source: string) {
  const scenario = await openScenarioOfTest({
    files: { 'src/main.ts': source },
    manifest: { kind: 'service' },
  });
  return { scenario, host: createFixtures(scenario).service };
}

async function brokenBy(judge: () => Promise<unknown>): Promise<Broken['part']> {
  const error = await judge().then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Broken)) throw new Error('it was not broken', { cause: error });
  return error.part;
}

test('a service is started, asked, read and ended', async () => {
  const { host } = await hostOf(
    service(`say({ msg: 'request', path: req.url, secret: process.env.SECRET });
      let body = '';
      req.on('data', (chunk) => { body += chunk; });
      req.on('end', () => {
        res.writeHead(201, { 'Content-Type': 'application/json', 'X-Two': ['a', 'b'] });
        res.end(JSON.stringify({ method: req.method, body }));
      });`),
  );
  const running = await host.start({ env: { SECRET: 's' } });
  const reply = await running.request('POST', '/tasks?limit=2', { json: { title: 'x' } });
  expect(reply).toMatchObject({ status: 201, json: { method: 'POST', body: '{"title":"x"}' } });
  expect(reply.headers).toMatchObject({ 'content-type': 'application/json', 'x-two': 'a, b' });
  expect(await running.log((line) => line.msg === 'request')).toMatchObject({
    path: '/tasks?limit=2',
    secret: 's',
  });
  if (process.platform === 'linux') {
    expect(running.resources()).toMatchObject({ openFiles: expect.any(Number) });
    const before = running.mainThreadCpuMs() ?? Number.NaN;
    await running.request('POST', '/tasks', { json: {} });
    expect(running.mainThreadCpuMs()).toBeGreaterThan(before);
  }
  running.signal('SIGTERM');
  expect((await running.ended())?.ending).toEqual({ kind: 'exited', code: 0 });
  expect(running.resources()).toBeNull();
  expect(running.mainThreadCpuMs()).toBeNull();
  expect(await running.attempt('GET', '/')).toMatchObject({ kind: 'none', why: 'refused' });
});

test('a raw connection pipelines, and sees how the other side closes', async () => {
  const { host } = await hostOf(service(`res.end(req.url);`));
  const running = await host.start();
  const raw = await running.connect();
  await raw.write('GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(await raw.gotResponses(2)).toBe(true);
  expect(raw.responses().map(({ status, body }) => [status, body])).toEqual([
    [200, '/a'],
    [200, '/b'],
  ]);
  await raw.write('NONSENSE\r\n\r\n');
  expect(await raw.closed()).toBe('ended');
  expect(raw.responses().at(-1)?.status).toBe(400);
});

test.runIf(process.platform === 'linux')(
  'a raw connection comes from the address that it is told',
  async () => {
    const { host } = await hostOf(service(`res.end(req.socket.remoteAddress);`));
    const running = await host.start();
    const raw = await running.connect({ from: '127.0.0.2' });
    await raw.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await raw.gotResponses(1)).toBe(true);
    expect(raw.responses()[0]?.body).toBe('127.0.0.2');
  },
);

test.each([
  ['never listens', `setInterval(() => {}, 1000);`, /it listens on no port at all$/, 500],
  ['ends at once', `console.error('no database'); process.exit(1);`, /^exit code 1 before that$/, 10_000],
  ['logs nothing', service('res.end()', ''), /^no such line within 3 s; it listens on port \d+$/, 3000],
  [
    'listens elsewhere',
    service('res.end()', 'say({ msg: "listening", host: "127.0.0.1", port: 1 })'),
    /^none is accepted there; it listens on port \d+$/,
    10_000,
  ],
  [
    'tells no port',
    service('res.end()', 'say({ msg: "listening" })'),
    /^the line \{"msg":"listening"\}$/,
    10_000,
  ],
])('a service that %s', async (_, source, saw, patienceMs) => {
  const { host } = await hostOf(source);
  const part = await brokenBy(() => host.start({ patienceMs }));
  expect(part.saw).toMatch(saw);
});

test.each([
  ['crashes', `process.exit(7);`, /^the connection was (closed|reset).*; trial has ended: exit code 7$/],
  ['never answers', ``, /^no complete answer within 0.3 s$/],
  ['closes', `req.socket.destroy();`, /^the connection was (closed|reset)/],
  ['answers with no HTTP', `req.socket.end('hello\\r\\n\\r\\n');`, /^what came back is no HTTP response: /],
  [
    'answers with too little',
    `res.writeHead(200, { 'Content-Length': '10' }); res.write('abc'); req.socket.end();`,
    /^the connection was closed before the answer was complete$/,
  ],
  [
    'answers without an end',
    `const more = () => { while (res.write(Buffer.alloc(65536))); res.once('drain', more); }; more();`,
    /^the answer went on past 1 MiB$/,
  ],
])('a request to a service that %s', async (_, handler, saw) => {
  const { host } = await hostOf(service(handler));
  const running = await host.start();
  const options = { patienceMs: handler === '' ? 300 : 5000, longestBodyBytes: 2 ** 20 };
  const part = await brokenBy(() => running.request('GET', '/', options));
  expect(part.saw).toMatch(saw);
});

test('what a service wrote to stderr, and the last requests, stand in a failure', async () => {
  const { host, scenario } = await hostOf(service(`console.error('boom'); res.writeHead(500).end('{}');`));
  const running = await host.start();
  await running.request('POST', '/tasks', { json: { title: 'x' }, headers: { 'If-Match': '"1"' } });
  // The answer may be here before what was written earlier to another pipe.
  await expect.poll(() => running.output.stderr).toBe('boom\n');
  const { did } = scenario.observe({ expected: 'a', saw: 'b', look: 'c' });
  expect(did).toMatchObject([
    { kind: 'note', text: expect.stringMatching(/^started trial with PORT=0, which is still running$/) },
    {
      kind: 'request',
      method: 'POST',
      target: '/tasks',
      headers: [
        ['content-type', 'application/json'],
        ['If-Match', '"1"'],
      ],
      body: { text: '{"title":"x"}' },
      answer: { kind: 'response', status: 500, body: { text: '{}' } },
    },
    { kind: 'file', path: 'stderr of trial', text: { text: 'boom\n' } },
  ]);
});
