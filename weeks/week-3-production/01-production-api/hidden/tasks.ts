import { expectThat, type HttpClient, type Reply, showValue } from 'checker/kit';

/** A task by its title, which in these tests is its version. */
export interface Titled {
  readonly id: string;
  readonly path: string;
}

export async function createTask(service: HttpClient, title: string): Promise<Titled> {
  const reply = await service.request('POST', '/tasks', { json: { title }, transcript: false });
  const { id } = (reply.json ?? {}) as { readonly id?: unknown };
  expectThat(reply.status === 201 && typeof id === 'string', {
    expected: '`POST /tasks` to be answered with 201 and a task',
    saw: tellReply(reply),
    look: 'That is a promise of rest-api: does it hold without what you have built around it?',
  });
  return { id: String(id), path: `/tasks/${id}` };
}

/** The title of the task in an answer of 200, null for 404. Anything else breaks the promise. */
export function titleIn(reply: Reply): string | null {
  if (reply.status === 404) return null;
  const { title } = (reply.json ?? {}) as { readonly title?: unknown };
  expectThat(reply.status === 200 && typeof title === 'string', {
    expected: `\`${reply.method} ${reply.target}\` to be answered with 200 and the task, or with 404`,
    saw: tellReply(reply),
    look: 'Ask for the task by hand, with `curl -i`.',
  });
  return String(title);
}

export function tellReply(reply: Reply): string {
  return `${reply.status}: ${showValue(reply.text.slice(0, 300))}`;
}

export function tellTitle(title: string | null): string {
  return title === null ? '404' : `the title ${showValue(title)}`;
}
