import { registerHooks } from 'node:module';
import {
  CapturedError,
  CapturedPromise,
  create,
  hasOwn,
  indexOf,
  promiseResolve,
  promiseThen,
  setPrototypeOf,
  slice,
} from './captured.ts';
import { type Link, openLink } from './link.ts';
import { lockIntrinsics } from './lock-intrinsics.ts';

export interface DriverTools {
  /** Imports the learner's module (the manifest's `module`). Call it once. */
  load(): Promise<Record<string, unknown>>;
  /** Sends an event to the judge. */
  emit(name: string, data?: unknown): void;
  /** Resolves with the value that the judge opens the gate with (`gate.open {name, value}`, built in). */
  gate(name: string): Promise<unknown>;
  /** Blocks the whole thread until the judge opens the gate: for use inside a synchronous callback. */
  gateSync(name: string): unknown;
}

export type Methods = Readonly<Record<string, (params: never) => unknown>>;

const jsonrpc = '2.0';
/** The codes of JSON-RPC 2.0; -32000 is the first that is left to servers. */
const methodNotFound = -32601;
const threw = -32000;

/**
 * Serves the judge: the function loads the learner's module and returns the methods that the judge may call. It never
 * returns control to the module with anything of the link's in reach.
 */
export function serve(setUp: (tools: DriverTools) => Methods | Promise<Methods>): void {
  const link = openLink();
  lockIntrinsics();
  restrictBuiltins(link.hello.packages, link.hello.builtins);
  const gates = createGates(link);
  const emit = (name: string, data?: unknown) => link.send(record({ jsonrpc, method: name, params: data }));
  const tools: DriverTools = {
    load: () => import(link.hello.module) as Promise<Record<string, unknown>>,
    emit,
    gate: gates.wait,
    gateSync(name) {
      emit('gate.blocked', record({ name }));
      return gates.waitSync(name);
    },
  };
  const fail = (error: unknown) => emit('driver.failed', describe(error));
  promiseThen(
    new CapturedPromise((resolve) => resolve(setUp(tools))),
    (methods) => {
      answerCalls(link, methods as Methods, gates);
      emit('driver.ready');
    },
    fail,
  );
}

function answerCalls(link: Link, methods: Methods, gates: Gates): void {
  link.listen(
    (message) => {
      const { id, method, params } = message as { id: number; method: string; params: unknown };
      const answer = (part: object) => link.send(record({ jsonrpc, id, ...part }));
      const refuse = (error: unknown) =>
        answer({ error: record({ code: threw, message: 'the method threw', data: describe(error) }) });
      if (method === 'gate.open') {
        const { name, value } = params as { name: string; value: unknown };
        gates.open(name, value);
        answer({ result: null });
        return;
      }
      if (!hasOwn(methods, method)) {
        answer({ error: record({ code: methodNotFound, message: method }) });
        return;
      }
      let result: unknown;
      try {
        result = (methods[method] as (params: unknown) => unknown)(params);
      } catch (error) {
        refuse(error);
        return;
      }
      promiseThen(promiseResolve(result) as Promise<unknown>, (value) => answer({ result: value }), refuse);
    },
    () => {},
  );
}

interface Gates {
  open(name: string, value: unknown): void;
  wait(name: string): Promise<unknown>;
  waitSync(name: string): unknown;
}

function createGates(link: Link): Gates {
  const opened = create(null) as Record<string, { readonly value: unknown } | undefined>;
  const waiting = create(null) as Record<string, ((value: unknown) => void) | undefined>;
  const open = (name: string, value: unknown) => {
    opened[name] = { value };
    waiting[name]?.(value);
    waiting[name] = undefined;
  };
  return {
    open,
    wait: (name) =>
      new CapturedPromise((resolve) => {
        const known = opened[name];
        if (known !== undefined) resolve(known.value);
        const earlier = waiting[name];
        waiting[name] = (value) => {
          earlier?.(value);
          resolve(value);
        };
      }),
    waitSync(name) {
      for (;;) {
        const known = opened[name];
        if (known !== undefined) return known.value;
        const next = link.nextGate();
        if (next === null) throw new CapturedError('the judge has gone');
        open(next.name, next.value);
      }
    },
  };
}

/** What the judge may know of a thrown value: reading it runs the submission's getters, which may throw in turn. */
function describe(error: unknown): object {
  try {
    if (typeof error !== 'object' || error === null)
      return { name: 'NonError', message: `${error as string}` };
    const { name, message, code } = error as { name?: unknown; message?: unknown; code?: unknown };
    return record({
      name: typeof name === 'string' ? name : 'Error',
      message: typeof message === 'string' ? message : '',
      ...(typeof code === 'string' ? { code } : {}),
    });
  } catch {
    return record({ name: 'Unreadable', message: 'the thrown value cannot be read' });
  }
}

/**
 * Built-ins that the exercise does not allow cannot be imported by the submission, nor reached around the loader. Only the
 * checker's own packages are free of that: a module can write a file anywhere, or import code from a `data:` URL.
 * CommonJS hands every file `module.constructor`, which leads past all of this, so the submission may not use it.
 */
function restrictBuiltins(packages: string, allowed: readonly string[]): void {
  const may = create(null) as Record<string, boolean | undefined>;
  for (let at = 0; at < allowed.length; at++) may[allowed[at] as string] = true;
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const free = context.parentURL !== undefined && indexOf(context.parentURL, packages) === 0;
      if (!free && indexOf(found.url, 'node:') === 0 && may[slice(found.url, 5)] !== true) {
        throw new CapturedError(`this exercise does not allow the import of ${specifier}`);
      }
      return found;
    },
    load(url, context, next) {
      const loaded = next(url, context);
      if (loaded.format === 'commonjs' && indexOf(url, packages) !== 0) {
        throw new CapturedError(`this exercise wants ES modules, and ${url} is CommonJS`);
      }
      return loaded;
    },
  });
  for (const name of ['getBuiltinModule', 'binding', '_linkedBinding', 'dlopen']) {
    Object.defineProperty(process, name, { value: undefined, writable: false, configurable: false });
  }
}

/** Without a prototype, so that nothing a submission adds to Object.prototype is read as part of a message. */
function record<Shape extends object>(shape: Shape): Shape {
  return setPrototypeOf(shape, null) as Shape;
}
