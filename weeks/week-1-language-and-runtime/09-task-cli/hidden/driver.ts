import { serve } from 'checker/kit/driver';
import { createJudgeStore, type JudgeStore } from './driver/judge-store.ts';
import { endless, oneByOne, renamed, withTask } from './driver/material.ts';
import type { Seam, State, Store, TaskService } from './driver/seam.ts';

/** Runs beside the learner's module, does what the judge says and tells what happened. It expects nothing. */
serve(async ({ load, emit, gate, gateSync }) => {
  const learned = (await load()) as unknown as Seam;
  const fileStores = new Map<string, Store>();
  const controllers = new Map<string, AbortController>();
  let judgeStore: JudgeStore = createJudgeStore({ nextId: 1, tasks: [] }, { emit, gate });
  let service: TaskService = {};
  let now = 0;

  return {
    'file.open': (params: { path: string; lock?: boolean }) => {
      fileStores.set(params.path, learned.createFileStore(params));
    },

    'file.read': (params: { path: string }) => fileStore(params.path).read(signalNamed(undefined)),

    /** Adds one task; where a gate is named, the change itself blocks the thread there, inside of the update. */
    'file.append': (params: { path: string; title: string; gate?: string; signal?: string }) =>
      fileStore(params.path).update((state) => {
        emit('change.entered', { title: params.title });
        if (params.gate !== undefined) gateSync(params.gate);
        return withTask(state, params.title);
      }, signalNamed(params.signal)),

    'file.throw': (params: { path: string; message: string }) =>
      fileStore(params.path).update(() => {
        throw new Error(params.message);
      }, signalNamed(undefined)),

    /** Gives the first task title after title, for ever. */
    'file.loop': async (params: { path: string; title: string }) => {
      for (const round of endless()) {
        await fileStore(params.path).update(
          (state) => renamed(state, `${params.title} ${round}`),
          signalNamed(undefined),
        );
        emit('loop.committed', { round });
      }
    },

    'service.create': (params: { state: State; waits?: boolean }) => {
      judgeStore = createJudgeStore(params.state, { emit, gate });
      judgeStore.waits = params.waits === true;
      service = learned.createTaskService({ store: judgeStore, clock: { now: () => new Date(now) } });
    },

    'clock.set': (params: { at: string }) => {
      now = Date.parse(params.at);
    },

    'store.state': () => judgeStore.state,

    'store.set': (params: { state?: State; races?: State[]; fails?: string | null }) => {
      Object.assign(judgeStore, params);
    },

    /** Calls a method of the service; a signal is always its last argument. */
    'service.call': (params: { method: string; args: readonly unknown[]; signal?: string }) =>
      told(params.method, [...params.args, signalNamed(params.signal)]),

    /** `throws`, where given, is thrown after the last row. */
    'service.import': (params: { rows: readonly unknown[]; throws?: string; signal?: string }) =>
      told('importTasks', [oneByOne(params.rows, params.throws, emit), signalNamed(params.signal)]),

    'signal.abort': (params: { signal: string; reason: string }) => {
      signalNamed(params.signal);
      controllers.get(params.signal)?.abort(new Error(params.reason));
    },
  };

  function fileStore(path: string): Store {
    const store = fileStores.get(path);
    if (store === undefined) throw new Error(`the judge never opened ${path}`);
    return store;
  }

  function signalNamed(name: string | undefined): AbortSignal {
    const controller = controllers.get(name ?? '') ?? new AbortController();
    if (name !== undefined) controllers.set(name, controller);
    return controller.signal;
  }

  /** What became of a call of the service; an error with the name of the exported class that it belongs to. */
  async function told(method: string, args: readonly unknown[]): Promise<unknown> {
    const called = (service as Readonly<Record<string, unknown>>)[method];
    if (typeof called !== 'function') return { kind: 'missing' };
    try {
      return { kind: 'returned', value: await called.apply(service, args) };
    } catch (error) {
      if (!(error instanceof Error)) return { kind: 'threw', class: typeof error, message: String(error) };
      const classes = {
        TaskNotFoundError: learned.TaskNotFoundError,
        InvalidTaskError: learned.InvalidTaskError,
      };
      const found = Object.entries(classes).find(
        ([, each]) => typeof each === 'function' && error instanceof each,
      );
      return { kind: 'threw', class: found?.[0] ?? error.name, message: error.message };
    }
  }
});
