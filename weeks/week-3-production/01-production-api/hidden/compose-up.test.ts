import { setTimeout } from 'node:timers/promises';
import { expectThat, type HttpClient, requirement } from 'checker/kit';
import { forCompose } from './compose-file.ts';
import { createTask, tellReply, tellTitle, titleIn } from './tasks.ts';

/** The page's two minutes, with half of that again for a busy machine. */
const upMs = 180_000;
/** A service that is healthy may still be connecting. */
const readyMs = 20_000;

requirement('up-and-serving', async ({ compose, random }) => {
  await using stack = await compose.prepare({
    env: forCompose(random),
    portVariable: 'API_PORT',
    buildPatienceMs: upMs,
  });
  const first = await stack.up(upMs);
  await expectReady(first, 'after everything came up from nothing');
  const title = random.word();
  const task = await createTask(first, title);
  await expectKept(first, task.path, title, 'right after it was created');
  await stack.down();
  const second = await stack.up(upMs);
  await expectReady(second, 'after `docker compose down` and `up`');
  await expectKept(second, task.path, title, 'after `docker compose down` and `up`');
});

async function expectReady(api: HttpClient, when: string): Promise<void> {
  let last = 'no answer';
  let answered = false;
  for (const end = performance.now() + readyMs; performance.now() < end; await setTimeout(100)) {
    const sent = await api.attempt('GET', '/readyz', { transcript: false });
    answered = sent.kind === 'reply';
    if (sent.kind === 'reply' && sent.status === 200 && isReady(sent.json)) return;
    last = sent.kind === 'reply' ? tellReply(sent) : sent.told;
  }
  expectThat(false, {
    expected: `\`GET /readyz\` at API_PORT to be 200 and \`ready\` ${when}`,
    saw: last,
    look: answered
      ? 'Which of the two is down? By which name and port does the service ask for it, with which user, password and database, and who made the tables there?'
      : 'On which address does the service listen in its container? 127.0.0.1 is the container itself, and a published port leads elsewhere.',
  });
}

function isReady(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'status' in json && json.status === 'ready';
}

async function expectKept(api: HttpClient, path: string, title: string, when: string): Promise<void> {
  const shown = titleIn(await api.request('GET', path));
  expectThat(shown === title, {
    expected: `\`GET ${path}\` to show the task with ${tellTitle(title)} ${when}`,
    saw: tellTitle(shown),
    look: 'Where do the files of PostgreSQL lie, and what is left of that place when its container goes?',
  });
}
