import {
  broken,
  expectThat,
  type Fixtures,
  fc,
  findUnexplained,
  type HttpClient,
  requirement,
} from 'checker/kit';
import { askTask } from './ask-task.ts';
import { makeTask } from './kinds-of-requests.ts';
import { type JudgedApp, openStage, type Stage } from './stage.ts';
import {
  type Asked,
  type Part,
  type TaskCall,
  taskModel,
  tellAnswered,
  tellAsked,
  type Version,
} from './task-history.ts';

/** Time stands still, so that nothing but the service itself can tell one change from the next. */
const clock = { do: 'freeze', at: '2026-03-01T12:00:00.000Z' } as const;

requirement('no-lost-updates', async ({ module, http, random, trace }) => {
  const stage = await openStage({ module, http });
  const app = await stage.app({ clock, watch: false });
  const turns = Array.from({ length: 97 }, () => random.integer(0, 3));
  await app.rule({ do: 'dawdle', turns });
  await expectOneWinner(app.http, trace);
  await expectAllCounted(app.http, 64);
});

/** All of them have seen the same version. */
async function expectOneWinner(http: HttpClient, trace: Fixtures['trace']): Promise<void> {
  const { id, etag } = await makeTask(http, '0', false);
  const asked = (client: number): Asked =>
    client % 4 === 3
      ? { do: 'batch', parts: [{ op: 'update', title: `client ${client}`, ifMatch: etag }] }
      : { do: 'patch', title: `client ${client}`, ifMatch: etag };
  const calls = await Promise.all(
    Array.from({ length: 64 }, (_, client) =>
      askTask(http, { id, client: `client ${client}`, asked: asked(client) }),
    ),
  );
  const winners = calls.filter(didChange);
  if (winners.length !== 1)
    for (const { client, asked: what, answered } of winners.slice(0, 6))
      trace.mark(client, `${tellAsked(what)}: ${tellAnswered(answered)}`);
  expectThat(winners.length === 1, {
    expected: `one of 64 clients that change the same version at the same time, ${etag}, to succeed, and the others to get 412, or 409 for a batch`,
    saw: `${winners.length} succeeded`,
    look: 'Where is the ETag compared, where is the change made, and is there an `await` between the two?',
  });
  const now = await http.request('GET', `/tasks/${id}`, { transcript: false });
  const [winner] = winners as [TaskCall];
  const { title } = (now.json ?? {}) as { title?: unknown };
  expectThat(title === winner.client, {
    expected: `the task to be as ${winner.client} left it, whose change alone was accepted`,
    saw: `its title is ${JSON.stringify(title)}`,
    look: 'Is anything written for a client that is answered with 412?',
  });
}

/** Each adds one to the number in the title: by reading, changing what was read, and anew after a 412, a few times. */
async function expectAllCounted(http: HttpClient, clients: number): Promise<void> {
  const { id } = await makeTask(http, '0', false);
  const accepted = new Map<string, string>();
  const count = async (client: string) => {
    for (let tries = 0; tries < 3; tries++) {
      const read = await askTask(http, { id, client, asked: { do: 'read' } });
      if (read.answered.how !== 'shown' || read.answered.etag === null) return;
      const { task, etag } = read.answered;
      const title = String(Number(task.title) + 1);
      const { answered } = await askTask(http, { id, client, asked: { do: 'patch', title, ifMatch: etag } });
      if (answered.how !== 'shown') continue;
      const other = accepted.get(etag);
      expectThat(other === undefined, {
        expected: `one change of the version ${etag} to be accepted`,
        saw: `that of ${other} and that of ${client}: the second has overwritten the first`,
        look: 'Where is the ETag compared, where is the change made, and is there an `await` between the two?',
      });
      accepted.set(etag, client);
      return;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, at) => count(`client ${at}`)));
  const { answered } = await askTask(http, { id, client: 'judge', asked: { do: 'read' } });
  const sum = String(accepted.size);
  expectThat(answered.how === 'shown' && answered.task.title === sum, {
    expected: `${sum} after ${sum} of ${clients} clients have added 1 to the number in the title, each to what it had read`,
    saw: answered.how === 'shown' ? answered.task.title : tellAnswered(answered),
    look: 'Whose change is missing: one that was answered with 200?',
  });
}

function didChange({ answered }: TaskCall): boolean {
  return answered.how === 'shown' || answered.how === 'carried out';
}

requirement('linearizable', async ({ module, http, property, trace }) => {
  const stage = await openStage({ module, http });
  for (const kind of ['read', 'list'] as const)
    await expectFreshRead(await stage.app({ clock }), stage, trace, kind);
  const app = await stage.app({ clock, watch: false });
  await property(
    'what a few clients ask of one task at the same time',
    scripts,
    async ({ turns, clients }) => {
      await app.rule({ do: 'pass' });
      const { id, etag } = await makeTask(app.http, 'new', false);
      const first = await askTask(app.http, { id, client: 'judge', asked: { do: 'read' } });
      expectThat(first.answered.how === 'shown', {
        expected: 'a task that was made a moment ago to be there',
        saw: tellAnswered(first.answered),
        look: 'Who reads it, before it was written?',
      });
      await app.rule({ do: 'dawdle', turns });
      const calls = (
        await Promise.all(clients.map((wishes, at) => playClient(app.http, { id, etag, wishes, at })))
      ).flat();
      await app.rule({ do: 'pass' });
      await app.http.request('DELETE', `/tasks/${id}`, { transcript: false });
      expectExplained(trace, calls, { task: first.answered.task, etag });
    },
    {
      runs: 30,
      show: ({ clients }) =>
        clients
          .map((wishes, at) => `client ${at + 1}: ${wishes.map(({ kind }) => kind).join(', ')}`)
          .join('; '),
    },
  );
});

/** A read is under way, with what it found in the store, while another client changes the task; then somebody reads it. */
async function expectFreshRead(
  app: JudgedApp,
  stage: Stage,
  trace: Fixtures['trace'],
  kind: 'read' | 'list',
): Promise<void> {
  const { http } = app;
  const { id, etag } = await makeTask(http, 'new', false);
  const first = await askTask(http, { id, client: 'judge', asked: { do: 'read' } });
  await app.forget();
  await app.rule({ do: 'hold-result' });
  const early = askTask(http, { id, client: 'client 1', asked: { do: kind } });
  await app.called(1, 'What is read comes from the store that createApp was given.');
  await app.rule({ do: 'pass' });
  const asked = { do: 'patch', title: 'B1', ifMatch: etag } as const;
  const change = await askTask(http, { id, client: 'client 2', asked });
  const late = askTask(http, { id, client: 'client 3', asked: { do: kind } });
  await http.request('GET', '/livez', { transcript: false });
  await stage.ask('turn');
  await app.release();
  if (first.answered.how === 'shown')
    expectExplained(trace, [await early, change, await late], { task: first.answered.task, etag });
}

interface Wish {
  readonly kind:
    | 'read'
    | 'list'
    | 'patch'
    | 'delete'
    | 'batch of two'
    | 'batch that deletes'
    | 'batch that fails';
  /** Whether a change is on a condition: the version that this client has seen last, the first one, or any. */
  readonly version: 'seen' | 'first' | 'any';
}

const scripts = fc.record({
  turns: fc.array(fc.nat(5), { minLength: 5, maxLength: 11 }),
  clients: fc.array(
    fc.array(
      fc.record<Wish>({
        kind: fc.oneof(
          { weight: 6, arbitrary: fc.constantFrom('read', 'patch') },
          { weight: 3, arbitrary: fc.constantFrom('list', 'batch of two', 'batch that fails') },
          { weight: 1, arbitrary: fc.constantFrom('delete', 'batch that deletes') },
        ),
        version: fc.constantFrom('seen', 'seen', 'first', 'any'),
      }),
      { minLength: 2, maxLength: 4, size: 'max' },
    ),
    { minLength: 3, maxLength: 5, size: 'max' },
  ),
});

async function playClient(
  http: HttpClient,
  { id, etag, wishes, at }: { id: string; etag: string; wishes: readonly Wish[]; at: number },
): Promise<TaskCall[]> {
  const client = `client ${at + 1}`;
  const calls: TaskCall[] = [];
  let seen = etag;
  for (const [index, { kind, version }] of wishes.entries()) {
    const title = `${String.fromCharCode(65 + at)}${index + 1}`;
    const ifMatch = version === 'any' ? '*' : version === 'first' ? etag : seen;
    const made = await askTask(http, { id, client, asked: askedBy(kind, title, ifMatch) });
    calls.push(made);
    const { answered } = made;
    if (answered.how === 'shown') seen = answered.etag ?? seen;
    if (answered.how === 'carried out') seen = answered.versions.at(-1)?.etag ?? seen;
  }
  return calls;
}

function askedBy(kind: Wish['kind'], title: string, ifMatch: string): Asked {
  const update = (which: string): Part => ({ op: 'update', title: `${title}${which}`, ifMatch });
  switch (kind) {
    case 'read':
    case 'list':
      return { do: kind };
    case 'patch':
      return { do: 'patch', title, ifMatch };
    case 'delete':
      return { do: 'delete', ifMatch };
    case 'batch of two':
      return { do: 'batch', parts: [update('a'), { op: 'update', title: `${title}b` }] };
    case 'batch that deletes':
      return { do: 'batch', parts: [update('a'), { op: 'delete' }] };
    case 'batch that fails':
      return { do: 'batch', parts: [update('a'), { op: 'delete' }, { op: 'update', title: `${title}c` }] };
    default:
      return kind satisfies never;
  }
}

function expectExplained(trace: Fixtures['trace'], calls: readonly TaskCall[], start: Version): void {
  const found = findUnexplained(calls, taskModel(start));
  if (found === null) return;
  const { answered, pending } = found;
  const last = answered.at(-1) as TaskCall;
  const marks = [
    ...[...answered, ...pending].map((call) => ({ call, atMs: call.sentAtMs, phase: 'begin' as const })),
    ...answered.map((call) => ({ call, atMs: call.cameAtMs, phase: 'end' as const })),
  ].sort((left, right) => left.atMs - right.atMs);
  trace.clear();
  for (const { call, atMs, phase } of marks)
    trace.mark(call.client, phase === 'begin' ? tellAsked(call.asked) : tellAnswered(call.answered), {
      atMs,
      phase,
      broken: phase === 'end' && call === last,
    });
  broken({
    expected: `an order of the requests, one after the other, in which each answer is right; the task was \`new\`, ${start.etag}, at first`,
    saw: `none: it ends with ${last.client}, who asked "${tellAsked(last.asked)}", and was answered "${tellAnswered(last.answered)}"`,
    look: 'Which state does that answer show, or rest on? Was the task ever so, or no longer so when this request began?',
  });
}
