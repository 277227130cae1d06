import type { State } from './seam.ts';

export function withTask(state: State, title: string): State {
  const task = {
    id: state.nextId,
    title,
    status: 'open',
    priority: 'normal',
    due: null,
    createdAt: '2026-01-02T03:04:05.678Z',
    doneAt: null,
  };
  return { ...state, nextId: state.nextId + 1, tasks: [...state.tasks, task] };
}

/** The first task under another title, or a new one where there is none. */
export function renamed(state: State, title: string): State {
  const [first, ...rest] = state.tasks;
  return first === undefined ? withTask(state, title) : { ...state, tasks: [{ ...first, title }, ...rest] };
}

export function* endless(): Generator<number> {
  for (let round = 1; ; round += 1) yield round;
}

/** Yields the rows, throws then if it is told to, and says when it was closed and after how many rows. */
export async function* oneByOne(
  rows: readonly unknown[],
  throws: string | undefined,
  emit: (name: string, data?: unknown) => void,
): AsyncGenerator<unknown> {
  let given = 0;
  try {
    for (const row of rows) {
      given += 1;
      yield row;
    }
    if (throws !== undefined) throw new Error(throws);
  } finally {
    emit('rows.closed', { given });
  }
}
