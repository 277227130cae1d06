import { broken, type DriverLink, expectEqual, type ModuleHost, showValue, type Teaching } from 'checker/kit';
import type { Task } from './tasks.ts';
import { tellOutcome } from './tell-outcome.ts';

/** What a store keeps, as the seam has it: the version is the file's affair. */
export interface SeamState {
  readonly nextId: number;
  readonly tasks: readonly Task[];
}

export type Told =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly class: string; readonly message: string };

export interface StoreCall {
  readonly call: string;
  readonly method: 'read' | 'update';
  readonly signal: boolean;
  readonly aborted: boolean;
}

/** The learner's service in a driver, on a store and a clock of the judge's. */
export interface ServiceLink {
  readonly link: DriverLink;
  /** Calls a method and waits for what became of it. */
  call(method: string, args: readonly unknown[], teaching: Teaching, signal?: string): Promise<Told>;
  /** The same, where only a value will do. */
  value(method: string, args: readonly unknown[], teaching: Teaching): Promise<unknown>;
  /** The same, where only this error will do. */
  error(method: string, args: readonly unknown[], errorClass: string, teaching: Teaching): Promise<void>;
  importRows(rows: readonly unknown[], teaching: Teaching, throws?: string): Promise<Told>;
  set(store: { state?: SeamState; races?: readonly SeamState[]; fails?: string | null }): Promise<void>;
  state(): Promise<unknown>;
  clock(at: string): Promise<void>;
  /** How often the service has called the store so far, by either method. */
  storeCalls(method?: StoreCall['method']): number;
}

export async function openService(
  module: ModuleHost,
  given: { state: SeamState; waits?: boolean },
): Promise<ServiceLink> {
  const link = await module.open();
  const made = await link.call('service.create', given);
  if (made.ok !== true) {
    broken({
      expected: '`createTaskService({ store, clock })` of src/index.ts to return a service',
      saw: tellOutcome(made),
      look: 'What does createTaskService of src/index.ts need to do at once, and what only when a method is called?',
    });
  }

  async function told(method: string, params: unknown, teaching: Teaching): Promise<Told> {
    const name = `service.${method}`;
    const outcome = await link.call(method === 'importTasks' ? 'service.import' : 'service.call', params);
    if (outcome.ok !== true) {
      return broken({ ...teaching, expected: `${name} to settle`, saw: tellOutcome(outcome) });
    }
    const value = outcome.value as Told | { kind: 'missing' };
    if (value.kind === 'missing')
      return broken({ ...teaching, expected: `a method ${name}`, saw: 'none of that name' });
    return value;
  }

  const service: ServiceLink = {
    link,
    call: (method, args, teaching, signal) =>
      told(method, { method, args, ...(signal === undefined ? {} : { signal }) }, teaching),
    async value(method, args, teaching) {
      const result = await service.call(method, args, teaching);
      if (result.kind === 'returned') return result.value;
      const saw = `it rejected with ${result.class}: ${showValue(result.message)}`;
      return broken({ ...teaching, expected: `service.${method}${tellArgs(args)} to resolve`, saw });
    },
    async error(method, args, errorClass, teaching) {
      const result = await service.call(method, args, teaching);
      const saw = result.kind === 'threw' ? result.class : `it resolved to ${showValue(result.value)}`;
      expectEqual(`what service.${method}${tellArgs(args)} rejects with`, saw, errorClass, teaching);
    },
    importRows: (rows, teaching, throws) =>
      told('importTasks', { rows, ...(throws === undefined ? {} : { throws }) }, teaching),
    async set(store) {
      await link.call('store.set', store);
    },
    async state() {
      const outcome = await link.call('store.state');
      return outcome.ok === true ? outcome.value : null;
    },
    async clock(at) {
      await link.call('clock.set', { at });
    },
    storeCalls: (method) =>
      link.events.filter(
        (event) =>
          event.name === 'store.called' &&
          (method ?? (event.data as StoreCall).method) === (event.data as StoreCall).method,
      ).length,
  };
  return service;
}

function tellArgs(args: readonly unknown[]): string {
  return `(${[...args.map((arg) => JSON.stringify(arg)), 'signal'].join(', ').slice(0, 100)})`;
}
