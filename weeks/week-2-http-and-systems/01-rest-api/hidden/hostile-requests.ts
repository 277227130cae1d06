import { fc, type HttpClient, type RawConnection } from 'checker/kit';

/** A request that is whole on the level of the wire, whatever else is wrong with it. */
export interface HostileRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Null for none. One character a byte. */
  readonly body: string | null;
}

const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'SEARCH',
  'LOCK',
];
const strange = [
  '%zz',
  '%',
  '%ff',
  '%00',
  '%2f',
  '%2e%2e',
  '..',
  '.',
  '%ED%A0%80',
  '__proto__',
  'constructor',
  'a'.repeat(2000),
  '%F0%9F%8E%89',
  ';x=1',
  '"{}|\\^`',
  "'",
  '*',
];
const latin1 = fc.string({
  unit: fc.integer({ min: 0xa0, max: 0xff }).map((code) => String.fromCharCode(code)),
  maxLength: 8,
});

/** `id` is that of a task that exists. */
export function hostileRequests(id: string): fc.Arbitrary<HostileRequest> {
  return fc.record({
    method: fc.constantFrom(...methods),
    target: targets(id),
    headers: headers(id),
    body: fc.option(bodies(id), { nil: null }),
  });
}

function targets(id: string): fc.Arbitrary<string> {
  const segment = fc.constantFrom('tasks', 'tasks', 'batch', 'livez', id, id, '', ...strange);
  const path = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('/tasks', `/tasks/${id}`, '/tasks/batch') },
    { weight: 2, arbitrary: fc.constantFrom(...strange).map((value) => `/tasks/${value}`) },
    { weight: 2, arbitrary: fc.array(segment, { maxLength: 4 }).map((all) => `/${all.join('/')}`) },
  );
  const name = fc.constantFrom('status', 'priority', 'limit', 'cursor', '__proto__', '', ...strange);
  const value = fc.constantFrom('open', '1', '1e999', '-0', 'null', '[]', 'eyJ9', '', ...strange);
  const query = fc.array(fc.tuple(name, value), { maxLength: 3 }).map((pairs) => {
    const text = pairs.map(([key, of]) => `${key}=${of}`).join('&');
    return text === '' ? '' : `?${text}`;
  });
  return fc.tuple(path, query).map((parts) => parts.join('').replaceAll(' ', '%20'));
}

function headers(id: string): fc.Arbitrary<readonly (readonly [string, string])[]> {
  const value = fc.oneof(
    fc.constantFrom(
      '',
      '*',
      '"1"',
      'W/"1"',
      '"',
      '","',
      `"${id}`,
      ','.repeat(500),
      '"a",'.repeat(300),
      'application/json',
      'application/json; charset="',
      'application/json; charset=utf-8; charset=utf-16',
      'application/merge-patch+json',
      ';;;',
      'text/plain; =',
      'gzip, identity',
      'bytes=0-, 5-1',
      'Thu, 99 Foo 2026 25:61:61 GMT',
      '__proto__',
      'x'.repeat(3000),
    ),
    latin1,
  );
  const name = fc.constantFrom(
    'If-Match',
    'If-None-Match',
    'Content-Type',
    'Content-Encoding',
    'X-Request-Id',
    'If-Modified-Since',
    'Range',
    'Accept',
    'Accept-Encoding',
    'Accept-Charset',
    'Cookie',
    'Authorization',
    'Origin',
    'Forwarded',
    'X-Http-Method-Override',
    '__proto__',
    'constructor',
  );
  const usual = fc.constantFrom<(readonly [string, string])[]>(
    [],
    [['Content-Type', 'application/json']],
    [
      ['Content-Type', 'application/merge-patch+json'],
      ['If-Match', '*'],
    ],
  );
  return fc
    .tuple(usual, fc.array(fc.tuple(name, value), { maxLength: 3 }))
    .map(([first, more]) => [...first, ...more]);
}

function bodies(id: string): fc.Arbitrary<string> {
  const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '').toString('latin1');
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom<unknown>(
      null,
      [],
      {},
      '',
      'open',
      '2026-02-30',
      '9'.repeat(400),
      -0,
      1e300,
      true,
      '\ud800',
      { toString: 1 },
      { length: -1 },
    ),
  );
  const task = fc.record(
    { title: odd, due: odd, priority: odd, status: odd, constructor: odd, '': odd },
    { requiredKeys: [] },
  );
  const operation = fc.oneof(
    odd,
    fc.record(
      {
        op: fc.oneof(odd, fc.constantFrom('create', 'update', 'delete')),
        id: fc.oneof(odd, fc.constant(id)),
        ifMatch: odd,
        task: fc.oneof(odd, task),
      },
      { requiredKeys: ['op'] },
    ),
  );
  return fc.oneof(
    task.map(bytesOf),
    fc.record({ operations: fc.oneof(odd, fc.array(operation, { maxLength: 3 })) }).map(bytesOf),
    fc.jsonValue().map(bytesOf),
    fc.constantFrom(
      '',
      '{',
      '{"title":1e999}',
      '{"__proto__":{"title":"x"}}',
      '{"title":"x","title":null}',
      '{"operations":{"length":1e9}}',
      '\xff\xfe\x00',
      '\u00ef\u00bb\u00bf\u00ef\u00bb\u00bf{}',
      '[[[['.repeat(50),
    ),
    fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
      maxLength: 20,
    }),
  );
}

/** Sends it on a connection of its own; what came is in the connection then. */
export async function sendHostile(service: HttpClient, request: HostileRequest): Promise<RawConnection> {
  const raw = await service.connect();
  await raw.write(Buffer.from(wireOf(request), 'latin1'));
  // Not `gotResponses`: an answer to HEAD has a length and no body.
  await raw.closed();
  return raw;
}

/** As a learner can send it by hand. */
export function tellHostile(request: HostileRequest): string {
  const text = wireOf(request);
  return JSON.stringify(text.length <= 1500 ? text : `${text.slice(0, 1500)}… (${text.length} bytes)`);
}

function wireOf({ method, target, headers, body }: HostileRequest): string {
  const length = body === null ? [] : [['Content-Length', String(body.length)] as const];
  const all = [['Host', 'localhost'] as const, ...headers, ...length, ['Connection', 'close'] as const];
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`;
}
