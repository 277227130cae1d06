import { scheduler } from 'node:timers/promises';
import { Form } from '../domain/form.ts';
import type { Command, Sight, Stamp, Tagged, TaskRepository } from '../domain/model.ts';
import { TaskChanged, TaskMissing } from '../domain/model.ts';
import type { Call } from './call.ts';
import { EntityTags } from './entity-tags.ts';
import { HttpError } from './http-error.ts';
import { isUuid } from './ids.ts';
import { cursorAfter, readListParameters } from './list-parameters.ts';

/** Looks at one task. */
export type Look = (id: string, call: Call) => Promise<Sight>;

export class TaskController {
  readonly #look: Look;
  readonly #repository: TaskRepository;
  readonly #stamp: Stamp;
  readonly #limit: number;

  constructor(repository: TaskRepository, stamp: Stamp, maxBodyBytes: number, look: Look) {
    this.#look = look;
    this.#repository = repository;
    this.#stamp = stamp;
    this.#limit = maxBodyBytes;
  }

  async list(call: Call): Promise<void> {
    const query = readListParameters(call.req.url ?? '');
    const { tasks, end } = await this.#repository.query(query, call.signal);
    // A full page may be the last one: the next is empty then, and says so.
    const nextCursor = tasks.length === query.limit ? cursorAfter(end) : null;
    call.json(200, { items: tasks, nextCursor });
  }

  async create(call: Call): Promise<void> {
    const form = new Form(await call.body(['application/json'], this.#limit));
    const fields = form.newTask();
    check(form);
    const [made] = await this.#execute([{ op: 'create', fields }], call);
    const { task, etag } = made as Tagged;
    const host = call.req.headers.host ?? 'localhost';
    call.json(201, task, { Location: `http://${host}/tasks/${task.id}`, ETag: etag });
  }

  async read(call: Call, id: string): Promise<void> {
    const { tagged, source } = await this.#look(id, call);
    if (source !== undefined) call.res.setHeader('X-Cache', source);
    if (tagged === undefined) throw new TaskMissing();
    const { task, etag } = tagged;
    const known = EntityTags.parse(call.req.headers['if-none-match'])?.allowsWeakly(etag) ?? false;
    if (known) call.answer(304, { ETag: etag });
    else call.json(200, task, { ETag: etag });
  }

  async history(call: Call, id: string): Promise<void> {
    if (!isUuid(id)) throw new TaskMissing();
    call.json(200, { items: await this.#repository.history(id, call.signal) });
  }

  async patch(call: Call, id: string): Promise<void> {
    const when = EntityTags.parse(call.req.headers['if-match']);
    if (when === undefined) throw new HttpError(428, 'If-Match is missing');
    const form = new Form(await call.body(['application/json', 'application/merge-patch+json'], this.#limit));
    const fields = form.patch();
    check(form);
    const [changed] = await this.#execute([{ op: 'update', id, when, fields }], call);
    const { task, etag } = changed as Tagged;
    call.json(200, task, { ETag: etag });
  }

  async remove(call: Call, id: string): Promise<void> {
    const when = EntityTags.parse(call.req.headers['if-match']) ?? EntityTags.any();
    await this.#execute([{ op: 'delete', id, when }], call);
    call.answer(204);
  }

  async batch(call: Call): Promise<void> {
    const form = new Form(await call.body(['application/json'], this.#limit)).onlyHas('operations');
    const operations = form.value('operations');
    const commands: Command[] = [];
    if (Array.isArray(operations) && operations.length > 0 && operations.length <= 10_000) {
      for (const [index, operation] of operations.entries()) {
        if (index % 200 === 199) await scheduler.yield();
        commands.push(command(new Form(operation, `/operations/${index}`, form.faults)));
      }
    } else if (form.isObject) {
      form.refuse('operations', 'this has to be an array of 1 to 10000 operations');
    }
    check(form);
    const results = await this.#execute(commands, call, true);
    const texts: string[] = [];
    for (const [index, command] of commands.entries()) {
      if (index % 200 === 199) await scheduler.yield();
      texts.push(JSON.stringify(result(command, results[index])));
    }
    call.answer(200, { 'Content-Type': 'application/json' }, `{"results":[\n${texts.join(',\n')}\n]}`);
  }

  async #execute(commands: readonly Command[], call: Call, many = false): Promise<(Tagged | undefined)[]> {
    try {
      return await this.#repository.execute(commands, this.#stamp, call.signal);
    } catch (error) {
      if (!many || !(error instanceof TaskMissing || error instanceof TaskChanged)) throw error;
      const entry = { pointer: `/operations/${error.index}`, detail: error.message };
      throw new HttpError(409, 'the batch was not carried out', [entry]);
    }
  }
}

function check({ faults }: Form): void {
  if (faults.length > 0) throw new HttpError(422, 'the body does not keep the rules', faults);
}

function command(form: Form): Command {
  const op = form.value('op');
  if (op === 'create') {
    form.onlyHas('op', 'task');
    return { op, fields: form.inner('task').newTask() };
  }
  if (op === 'update' || op === 'delete') {
    const id = form.value('id');
    const ifMatch = form.value('ifMatch');
    if (typeof id !== 'string' || !isUuid(id)) form.refuse('id', 'this has to be a UUID');
    if (form.has('ifMatch') && typeof ifMatch !== 'string') form.refuse('ifMatch', 'this has to be text');
    const when = EntityTags.parse(typeof ifMatch === 'string' ? ifMatch : '') ?? EntityTags.any();
    if (op === 'delete') {
      form.onlyHas('op', 'id', 'ifMatch');
      return { op, id: String(id), when };
    }
    form.onlyHas('op', 'id', 'ifMatch', 'task');
    return { op, id: String(id), when, fields: form.inner('task').patch() };
  }
  if (form.isObject) form.refuse('op', 'this has to be create, update or delete');
  return { op: 'delete', id: '', when: EntityTags.any() };
}

function result(command: Command, tagged: Tagged | undefined): object {
  if (tagged === undefined) return { op: command.op, id: command.op === 'delete' ? command.id : '' };
  return { op: command.op, id: tagged.task.id, etag: tagged.etag, task: tagged.task };
}
