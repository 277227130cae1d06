import { setImmediate } from 'node:timers/promises';
import type { Change, Versioned } from '../domain/change.ts';
import { type Fault, pointTo } from '../domain/fault.ts';
import type { Handler, Tools } from './handlers.ts';
import { readOperation, readOperations } from './operations.ts';
import { Problem, unprocessable } from './problem.ts';
import { readJson } from './read-json.ts';
import { etagOf } from './reply.ts';

/** So many operations are worked on before others get a turn. */
const slice = 256;
const toldFaults = 100;

export function changeTasks(tools: Tools): Handler {
  return async ({ req, signal }) => {
    const body = await readJson(req, ['application/json'], tools.maxBodyBytes);
    const changes = await readChanges(body, tools, signal);
    const applied = await tools.store.apply(changes, signal);
    if (!applied.ok) throw conflict(applied);
    const results = await mapInSlices(applied.records, signal, (record, index) =>
      JSON.stringify(resultOf(changes[index] as Change, record)),
    );
    return {
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: `{"results":[${results.join(',')}]}`,
    };
  };
}

async function readChanges(body: unknown, tools: Tools, signal: AbortSignal): Promise<readonly Change[]> {
  const faults: Fault[] = [];
  const operations = readOperations(body, faults);
  const changes = await mapInSlices(operations, signal, (operation, index) =>
    readOperation(operation, pointTo('/operations', index), tools, faults),
  );
  if (faults.length > 0) throw unprocessable(faults.slice(0, toldFaults));
  return changes.filter((change) => change !== undefined);
}

/** A loop that lets others in. Awaiting what is settled already would not: microtasks go before everybody else. */
async function mapInSlices<T, U>(
  items: readonly T[],
  signal: AbortSignal,
  change: (item: T, index: number) => U,
): Promise<U[]> {
  const results: U[] = [];
  for (const [index, item] of items.entries()) {
    if (index % slice === slice - 1) {
      await setImmediate();
      signal.throwIfAborted();
    }
    results.push(change(item, index));
  }
  return results;
}

function resultOf(change: Change, record: Versioned | null): object {
  const { op } = change;
  if (op === 'delete') return { op, id: change.id };
  if (record === null) throw new Error('the store made a change and has no record of it');
  return { op, id: record.task.id, etag: etagOf(record), task: record.task };
}

function conflict({ index, refusal }: { index: number; refusal: 'missing' | 'mismatch' }): Problem {
  const [member, detail] =
    refusal === 'missing' ? ['id', 'there is no such task'] : ['ifMatch', 'the task was changed meanwhile'];
  return new Problem(409, `Operation ${index} cannot be carried out; nothing was applied.`, {
    errors: [{ pointer: `/operations/${index}/${member}`, detail }],
  });
}
