import { expectEqual, fc, requirement, showValue } from 'checker/kit';
import { createTask, expectStatus, listTasks, patchTask, taskIn } from './api.ts';
import { expectFaults } from './problems.ts';

const titles =
  'When is a title too short or too long, and which characters can it not have? Count code points, after trim().';
const dates =
  'A due date is a date that exists, written YYYY-MM-DD. What does Date make of one that does not?';
const words =
  'Which values are there? If they are looked up in an object: which names does every object have?';
const unknown = 'Which members may the body have? All others are faults.';
const types = 'Check the type of a value before you call a method of it, or compare it as text.';
const whole = 'A body that is JSON, but no object, is 422 with the pointer "".';
const patching = 'Null clears `due` and nothing else; what cannot be changed is a fault.';

type Case = readonly [body: unknown, pointers: readonly string[], look: string];

const badNew: readonly Case[] = [
  [{}, ['/title'], 'A missing member is told at the place where it would stand.'],
  [{ title: '' }, ['/title'], titles],
  [{ title: ' \t\n\u00a0\u3000\ufeff' }, ['/title'], titles],
  [{ title: 'x'.repeat(201) }, ['/title'], titles],
  [{ title: '🎉'.repeat(201) }, ['/title'], titles],
  [{ title: 'a\u0000b' }, ['/title'], titles],
  [{ title: 'a\ud800' }, ['/title'], titles],
  [{ title: '\udc00\ud800' }, ['/title'], titles],
  [{ title: null }, ['/title'], 'Null is allowed for `due` alone.'],
  [{ title: 7 }, ['/title'], types],
  [{ title: ['x'] }, ['/title'], types],
  [{ title: { length: 1 } }, ['/title'], types],
  [{ title: 'x', due: '2026-02-29' }, ['/due'], dates],
  [{ title: 'x', due: '1900-02-29' }, ['/due'], dates],
  [{ title: 'x', due: '2026-04-31' }, ['/due'], dates],
  [{ title: 'x', due: '2026-13-01' }, ['/due'], dates],
  [{ title: 'x', due: '2026-00-10' }, ['/due'], dates],
  [{ title: 'x', due: '2026-01-00' }, ['/due'], dates],
  [{ title: 'x', due: '0000-01-01' }, ['/due'], 'Years go from 0001 to 9999.'],
  [{ title: 'x', due: '2026-1-2' }, ['/due'], dates],
  [{ title: 'x', due: '+002026-01-02' }, ['/due'], dates],
  [{ title: 'x', due: '2026-01-02T00:00:00Z' }, ['/due'], dates],
  [{ title: 'x', due: ' 2026-01-02' }, ['/due'], dates],
  [{ title: 'x', due: '2026-01-02\n' }, ['/due'], dates],
  [{ title: 'x', due: '' }, ['/due'], dates],
  [{ title: 'x', due: 20260102 }, ['/due'], types],
  [{ title: 'x', due: ['2026-01-02'] }, ['/due'], types],
  [{ title: 'x', due: false }, ['/due'], types],
  [{ title: 'x', priority: 'urgent' }, ['/priority'], words],
  [{ title: 'x', priority: 'High' }, ['/priority'], words],
  [{ title: 'x', priority: 'toString' }, ['/priority'], words],
  [{ title: 'x', priority: '' }, ['/priority'], words],
  [{ title: 'x', priority: null }, ['/priority'], 'Null is allowed for `due` alone.'],
  [{ title: 'x', priority: ['high'] }, ['/priority'], types],
  [{ title: 'x', status: 'open' }, ['/status'], 'A new task is open; POST does not take `status`.'],
  [{ title: 'x', id: '1', createdAt: null }, ['/createdAt', '/id'], unknown],
  [{ title: 'x', Title: 'y' }, ['/Title'], unknown],
  [
    { title: 'x', 'a/b': 1, 'm~n': 1, '~1': 1 },
    ['/a~1b', '/m~0n', '/~01'],
    'How are `~` and `/` escaped in a JSON pointer, and in which order?',
  ],
  [
    { title: 'x', '': 1, ' ': 1, é: 1, 'a"b': 1 },
    ['/', '/ ', '/a"b', '/é'],
    'A pointer is the name behind a `/`, with nothing escaped but `~` and `/`.',
  ],
  [
    { title: ' ', due: '2026-02-30', priority: 'urgent', colour: 'red' },
    ['/colour', '/due', '/priority', '/title'],
    'Every faulty member is told, not only the first.',
  ],
  [[], [''], whole],
  [[{ title: 'x' }], [''], whole],
  [null, [''], whole],
  ['{"title":"x"}', [''], whole],
  [7, [''], whole],
  [true, [''], whole],
];

const badPatches: readonly Case[] = [
  [{ title: null, status: null, priority: null, due: null }, ['/priority', '/status', '/title'], patching],
  [{ status: 'closed' }, ['/status'], words],
  [{ status: 'constructor' }, ['/status'], words],
  [{ status: true }, ['/status'], types],
  [{ title: '  ', due: 'tomorrow' }, ['/due', '/title'], 'The rules of the members are the same as in POST.'],
  [{ title: 'x\u0000' }, ['/title'], titles],
  [
    { id: 'x', createdAt: '2026-01-01T00:00:00.000Z', updatedAt: null, title: 'y' },
    ['/createdAt', '/id', '/updatedAt'],
    patching,
  ],
  [{ done: true }, ['/done'], unknown],
  [[], [''], whole],
  [null, [''], whole],
  ['done', [''], whole],
];

const goodNew: readonly object[] = [
  { title: '🎉'.repeat(200) },
  { title: `${' '.repeat(150)}${'x'.repeat(200)}${' '.repeat(150)}` },
  { title: 'a\tb\u0001"\\/</script>' },
  { title: 'x', due: '2024-02-29' },
  { title: 'x', due: '2000-02-29' },
  { title: 'x', due: '0001-01-01' },
  { title: 'x', due: '0099-12-31' },
  { title: 'x', due: '9999-12-31' },
  { title: 'x', due: null, priority: 'low' },
];

requirement('validates', async ({ service, property }) => {
  const tasks = await service.start();
  const stored = await createTask(tasks, { title: 'here before', due: '2026-09-01' });
  for (const [body, pointers, look] of badNew) {
    const reply = await tasks.request('POST', '/tasks', { json: body });
    expectStatus(reply, 422, { look, why: 'the body breaks a rule' });
    expectFaults(reply, 'pointer', pointers, { look });
  }
  for (const [patch, pointers, look] of badPatches) {
    const reply = await patchTask(tasks, stored, patch);
    expectStatus(reply, 422, { look, why: 'the patch breaks a rule' });
    expectFaults(reply, 'pointer', pointers, { look });
  }
  const { items } = await listTasks(tasks, {}, { look: 'What is stored of a body that breaks a rule?' });
  expectEqual('the tasks after all these faults', items, [stored.task], {
    look: 'Check all of a body before anything is stored or changed.',
  });
  for (const body of goodNew) {
    const reply = await tasks.request('POST', '/tasks', { json: body });
    expectStatus(reply, 201, { look: `${titles} ${dates}`, why: 'the body breaks no rule' });
  }

  const member = <T>(good: readonly T[], bad: readonly unknown[]) =>
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(absent) },
      { weight: 2, arbitrary: fc.constantFrom(...good).map((value) => ({ value, good: true })) },
      { weight: 3, arbitrary: fc.constantFrom(...bad).map((value) => ({ value, good: false })) },
    );
  const look =
    'Take each member by itself: those that break a rule are told, each at least once, and no others.';
  await property(
    'bodies with some faults',
    fc.record({
      title: member(['x', ' padded '], ['', null, 1, '\ud800', [], 'x'.repeat(300)]),
      due: member([null, '2026-02-28', '2028-02-29'], ['2026-02-29', 0, '', {}, '2026-2-1', 'null']),
      priority: member(['low', 'normal', 'high'], [null, 'LOW', 0, '', 'valueOf']),
      others: fc.uniqueArray(fc.constantFrom('a/b', '~', '/', 'status', '0', 'titles', ' title', 'tags'), {
        maxLength: 2,
      }),
    }),
    async ({ others, ...members }) => {
      const given = Object.entries(members).filter(([, { value }]) => value !== absent.value);
      const body = Object.fromEntries([
        ...others.map((name) => [name, 'open']),
        ...given.map(([name, { value }]) => [name, value]),
      ]);
      const faulty = [
        ...given.filter(([, { good }]) => !good).map(([name]) => name),
        ...(members.title === absent ? ['title'] : []),
        ...others,
      ];
      const reply = await tasks.request('POST', '/tasks', { json: body, transcript: false });
      const wrong = faulty.length === 0 ? 'it breaks no rule' : `wrong in it: ${faulty.join(', ')}`;
      expectStatus(reply, faulty.length === 0 ? 201 : 422, {
        look,
        why: `the body is ${showValue(body)}; ${wrong}`,
      });
      if (faulty.length === 0) return;
      const pointers = faulty.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
      expectFaults(reply, 'pointer', pointers, { look });
    },
    { runs: 60 },
  );
});

const absent = { value: Symbol('absent'), good: true };

requirement('malformed-json', async ({ service, random }) => {
  const tasks = await service.start();
  const stored = await createTask(tasks, { title: random.word() });
  const text = (value: string) => Buffer.from(value);
  const utf8 = 'Which function makes text of the bytes, and what does it do with bytes that are no UTF-8?';
  const syntax = 'What does JSON.parse() say to it, and who hears that?';
  const malformed: readonly (readonly [body: Buffer, why: string, look: string])[] = [
    [text(''), 'the body is empty', 'An empty body is no JSON. Or is it `{}` for you?'],
    [text(' \r\n'), 'the body is empty but for white space', syntax],
    [text('\ufeff'), 'nothing follows the byte order mark', syntax],
    [text('{"title":"x"'), 'the body stops in the middle', syntax],
    [text('{"title":"x"}}'), 'something follows the JSON', syntax],
    [text('{"title":"x",}'), 'JSON has no comma at the end', syntax],
    [text("{'title':'x'}"), 'JSON has other quotes', syntax],
    [text('{"title":"a\nb"}'), 'a line break in a JSON text is written \\n', syntax],
    [text('undefined'), 'the body is not JSON', syntax],
    [text('title=x'), 'the body is not JSON', syntax],
    [text('[1,2'), 'a body that is not JSON is 400, before any look at what it should be', syntax],
    [Buffer.from('{"title":"\xff"}', 'latin1'), 'the byte ff is not UTF-8', utf8],
    [Buffer.from('{"title":"Z\xfcrich"}', 'latin1'), 'that is Latin-1 and not UTF-8', utf8],
    [Buffer.from('{"title":"\xc3"}', 'latin1'), 'a character is cut off', utf8],
    [Buffer.from('{"title":"\xed\xa0\x80"}', 'latin1'), 'a surrogate in three bytes is not UTF-8', utf8],
    [Buffer.from('{"title":"\xc0\xaf"}', 'latin1'), 'a character with too many bytes is not UTF-8', utf8],
    [Buffer.from('{"title":"x"}', 'utf16le'), 'that is UTF-16 and not UTF-8', utf8],
  ];
  const json = { 'Content-Type': 'application/json' };
  for (const [body, why, look] of malformed) {
    expectStatus(await tasks.request('POST', '/tasks', { headers: json, body }), 400, { look, why });
  }
  for (const at of [0, 3, 11]) {
    const [body, why, look] = malformed[at] ?? [text(''), '', ''];
    const headers = { ...json, 'If-Match': '"no-such-tag"' };
    expectStatus(await tasks.request('PATCH', stored.path, { headers, body }), 400, { look, why });
    expectStatus(await tasks.request('POST', '/tasks/batch', { headers: json, body }), 400, { look, why });
  }
  expectStatus(await tasks.request('POST', '/tasks', { headers: json }), 400, {
    look: 'An empty body is no JSON.',
    why: 'there is no body',
  });
  const { items } = await listTasks(tasks, {}, { look: 'What is stored of a body that is no JSON?' });
  expectEqual('the tasks after all these faults', items, [stored.task], { look: 'What was made of them?' });

  const mark =
    'How do U+FEFF at the beginning of a text and JSON.parse() get along? It may be there, and is skipped.';
  const title = `Żółw ${random.word()} 🐢`;
  const body = Buffer.from(`\ufeff {"title":"${title}"}\n`);
  const marked = await tasks.request('POST', '/tasks', { headers: json, body });
  expectStatus(marked, 201, { look: mark, why: 'a byte order mark in front is not a fault' });
  expectEqual('the title', taskIn(marked, { look: mark }).title, title, { look: mark });
  const slices = 'A character may be cut in two between two chunks. When are bytes made text?';
  const pieces = async function* () {
    // So that each byte arrives by itself: the service answers nothing in between that one could wait for.
    for (const byte of Buffer.from(JSON.stringify({ title }))) {
      yield Buffer.from([byte]);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const sliced = await tasks.request('POST', '/tasks', { headers: json, body: pieces() });
  expectStatus(sliced, 201, { look: slices, why: 'a body may come in pieces' });
  expectEqual('the title of a body that came byte by byte', taskIn(sliced, { look: slices }).title, title, {
    look: slices,
  });
});

const patchType = 'application/merge-patch+json';

requirement('wrong-media-type', async ({ service, random }) => {
  const tasks = await service.start();
  const stored = await createTask(tasks, { title: random.word() });
  const body = '{"title":"x"}';
  const compared =
    'Media types and charsets are compared without regard to case; parameters other than charset are ignored.';
  const alike = 'Is it compared as a whole, or only how it begins?';
  const send = (type: string | null, rest: Record<string, string> = {}, method = 'POST', target = '/tasks') =>
    tasks.request(method, target, {
      body,
      headers: { ...(type === null ? {} : { 'Content-Type': type }), ...rest },
    });
  const charsets = 'Which charsets may the body have?';
  for (const [type, look] of [
    [null, 'A body without a Content-Type is 415.'],
    ['text/plain', alike],
    ['text/json', alike],
    ['application/jsonx', alike],
    ['application/json-seq', alike],
    ['application/x-www-form-urlencoded', alike],
    ['application', alike],
    ['json', alike],
    ['text/plain; x=application/json', alike],
    [patchType, 'POST takes no merge patch.'],
    ['application/json; charset=iso-8859-1', charsets],
    ['application/json;charset="UTF-16"', charsets],
    ['application/json; x=1; charset=us-ascii', charsets],
  ] as const) {
    const why = type === null ? 'there is no Content-Type' : `Content-Type is ${type}`;
    expectStatus(await send(type), 415, { look, why });
  }
  for (const encoding of ['gzip', 'br', 'x-own']) {
    expectStatus(await send('application/json', { 'Content-Encoding': encoding }), 415, {
      look: 'A body with a Content-Encoding is not what it says that it is.',
      why: `Content-Encoding is ${encoding}`,
    });
  }
  const match = { 'If-Match': '*' };
  for (const type of ['text/plain', 'application/json-patch+json', `${patchType}; charset=latin1`]) {
    expectStatus(await send(type, match, 'PATCH', stored.path), 415, {
      look: 'Which two types does PATCH take?',
    });
  }
  expectStatus(await send('text/plain', {}, 'POST', '/tasks/batch'), 415, { look: alike });
  const broken = { headers: { 'Content-Type': 'text/plain' }, body: '{' };
  expectStatus(await tasks.request('POST', '/tasks', broken), 415, {
    look: 'Read the order of faults: … 415 → 400 → 422 …',
    why: '415 comes before 400',
  });
  const { items } = await listTasks(tasks, {}, { look: 'What is stored of a body of another type?' });
  expectEqual('the tasks after all these faults', items, [stored.task], { look: 'What was made of them?' });

  for (const type of [
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json; charset=UTF-8',
    'application/json; Charset="utf-8"',
    'application/json ; charset=utf8; x=1',
    'application/json; profile="x y"',
    'application/json; version=1',
  ]) {
    expectStatus(await send(type), 201, { look: compared, why: `Content-Type ${type} is allowed` });
  }
  expectStatus(await send('application/json', { 'Content-Encoding': 'identity' }), 201, {
    look: '`identity` says that there is no encoding.',
  });
  for (const type of [patchType, 'Application/Merge-Patch+JSON; charset=UTF-8', 'application/json']) {
    expectStatus(await send(type, { 'If-Match': '"no-such-tag"' }, 'PATCH', stored.path), 412, {
      look: `PATCH takes two types. ${compared}`,
      why: `Content-Type ${type} is allowed, and only If-Match does not match`,
    });
  }
});
