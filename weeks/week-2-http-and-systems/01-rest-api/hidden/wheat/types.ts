import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Task {
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  readonly priority: Priority;
  readonly due: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type Status = 'open' | 'done';
export type Priority = 'low' | 'normal' | 'high';

export interface NewTask {
  readonly title: string;
  readonly priority: Priority;
  readonly due: string | null;
}

/** Only what was given; `due: null` clears the date. */
export interface Patch {
  readonly title?: string;
  readonly status?: Status;
  readonly priority?: Priority;
  readonly due?: string | null;
}

export interface Clock {
  now(): Date;
}

type Write = (fields: object, message: string) => void;

export interface Logger {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
  child(fields: object): Logger;
}

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly requestTimeoutMs: number;
  readonly shutdownDelayMs: number;
  readonly shutdownTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

export type Middleware = (
  req: IncomingMessage,
  res: ServerResponse,
  next: () => Promise<void>,
) => Promise<void>;

/** A task with the tag of its present state. */
export interface Tagged {
  readonly task: Task;
  readonly etag: string;
}

/** What a condition asks for: any task that exists, or one of these tags. */
export type Condition = 'any' | readonly { readonly tag: string; readonly weak: boolean }[];

export type Operation =
  | { readonly op: 'create'; readonly task: NewTask }
  | { readonly op: 'update'; readonly id: string; readonly ifMatch: Condition; readonly task: Patch }
  | { readonly op: 'delete'; readonly id: string; readonly ifMatch: Condition };

export type OperationResult =
  | ({ readonly op: 'create' | 'update'; readonly id: string } & Tagged)
  | { readonly op: 'delete'; readonly id: string };

/** Why a change was not made. */
export type Refusal = 'missing' | 'changed';

export interface Query {
  readonly status: Status | null;
  readonly priority: Priority | null;
  readonly limit: number;
  /** The place of the last task that was seen; 0 before the first. */
  readonly after: number;
}

export interface Page {
  readonly tasks: readonly Task[];
  /** The place to go on behind; null on the last page. */
  readonly next: number | null;
}

export interface Store {
  add(task: NewTask, at: Date, signal: AbortSignal): Promise<Tagged>;
  find(id: string, signal: AbortSignal): Promise<Tagged | null>;
  page(query: Query, signal: AbortSignal): Promise<Page>;
  edit(
    id: string,
    patch: Patch,
    ifMatch: Condition,
    at: Date,
    signal: AbortSignal,
  ): Promise<Tagged | Refusal>;
  drop(id: string, ifMatch: Condition, signal: AbortSignal): Promise<'dropped' | Refusal>;
  apply(
    operations: readonly Operation[],
    at: Date,
    signal: AbortSignal,
  ): Promise<readonly OperationResult[] | { readonly index: number; readonly why: Refusal }>;
}
