import { describe, expect, test } from 'vitest';
import type { StructureRules } from '../finding.ts';
import { judgeGlobals } from './judge-globals.ts';
import { parseSources } from './parse-sources.ts';

const rules: StructureRules = {
  kind: 'program',
  entry: 'src/main.ts',
  entries: ['src/bench.ts'],
  layers: {},
  boundaries: {},
  surface: null,
  imports: { packages: [] },
};

/** What is found in a file, as `line: text`. */
function judge(source: string, path = 'src/domain/task.ts', more: Record<string, string> = {}): string[] {
  const sources = parseSources(new Map(Object.entries({ [path]: source, ...more })));
  expect(sources.unreadable).toEqual([]);
  return judgeGlobals(sources, rules).map(({ place }) => `${place.line}: ${place.text}`);
}

describe('what may stand at module level', () => {
  test.each([
    'const limit = 24 * 60 * 60 * 1000;',
    'const least = -1;',
    'const big = 10n;',
    ['const name = `v$', '{1 + 1}`;'].join(''),
    'export const statuses = ["open", "done"] as const;',
    'const table = { low: 1, high: { rank: 2, names: [] } } as const;',
    'const table = { low: 1 } as const satisfies Record<string, number>;',
    'const table = Object.freeze({ low: 1, high: [2, 3] });',
    'const table = { low: 1 };\nObject.freeze(table);',
    'const table: Readonly<Record<string, number>> = { low: 1 };',
    'const table: { readonly low: number } = { low: 1 };',
    'const list: readonly string[] = ["a"];',
    'const list: ReadonlyArray<string> = ["a"];',
    'const list = ["a"] as readonly string[];',
    'const set: ReadonlySet<string> = new Set(["a"]);',
    'const set = new Set(["a"]) as ReadonlySet<string>;',
    'const map: ReadonlyMap<string, () => void> = new Map([["a", () => {}]]);',
    'interface State { readonly version: 1; readonly tasks: readonly string[] }\nconst empty: State = { version: 1, tasks: [] };',
    'type Node = { readonly next: Node | null };\nconst end: Node = { next: null };',
    'const days: readonly number[] = [1, 2].map((day) => day * 2);',
    'const names = Object.freeze(Object.keys({ a: 1 }));',
    'const line = ["a", "b"].join("\\n");',
    'const upper = "abc".toUpperCase();',
    'const pattern = /^[a-z]+$/iu;',
    'const pattern = new RegExp("^a$", "u");',
    'const brand = Symbol("brand");\nconst shared = Symbol.for("shared");',
    'const collator = new Intl.Collator("en");\nconst plural = new Intl.PluralRules();',
    'const here = new URL(".", import.meta.url);',
    'import { fileURLToPath } from "node:url";\nimport { dirname, join } from "node:path";\nconst here = join(dirname(fileURLToPath(import.meta.url)), "data");',
    'import path from "node:path";\nconst here = path.resolve(import.meta.dirname, "..");',
    'import { promisify } from "node:util";\nimport { execFile } from "node:child_process";\nconst run = promisify(execFile);',
    'const most = Math.max(1, Number.MAX_SAFE_INTEGER);',
    'const version: string = readVersion();\nfunction readVersion() { return "1"; }',
    'const add = (a: number, b: number) => a + b;',
    'const add = function (a: number) { return a; };',
    'export default function main() {}',
    'export default class Task {}',
    'class Task { #id = 1; tags = []; static create() { return new Task(); } static readonly limit = 3; }',
    'class TaskError extends Error { override readonly name = "TaskError"; }',
    'const Base = class { static readonly kinds = ["a"] as const; };',
    'enum Level { low, high }',
    'declare const injected: { count: number };\ndeclare global { var hidden: number }',
    'import type { Stats } from "node:fs";\nexport type Size = Stats["size"];\nexport * from "./other.ts";',
    '"use strict";',
    'function counter() { let n = 0; return () => ++n; }',
    'const encoder = new TextEncoder();',
    'const text = String.raw`\\d`;',
    'const first = (["a", "b"] as const)[0];',
    'const pick = true ? "a" : "b";\nconst other = pick ?? "c";',
  ])('%s', (source) => {
    expect(judge(source, 'src/domain/task.ts', { 'src/domain/other.ts': 'export {};' })).toEqual([]);
  });

  test('a readonly interface of another file', () => {
    const types = 'export interface State { readonly tasks: readonly string[] }';
    const source = 'import type { State } from "./types.ts";\nconst empty: State = { tasks: [] };';
    expect(judge(source, 'src/store/state.ts', { 'src/store/types.ts': types })).toEqual([]);
  });
});

describe('what may not stand at module level', () => {
  test.each([
    ['let count = 0;', /variable/],
    ['export let count: number;', /variable/],
    ['var count = 0;', /variable/],
    ['const cache = new Map<string, string>();', /collection/],
    ['const seen = new Set();', /collection/],
    ['const seen = new WeakMap();', /collection/],
    ['const seen = Object.freeze(new Set());', /Object.freeze does not stop/],
    ['const cache = {};', /can change it/],
    ['const tasks: string[] = [];', /can change it/],
    ['const table = { low: 1 };', /can change it/],
    ['const table: Record<string, number> = { low: 1 };', /can change it/],
    ['const table = { low: 1 } satisfies Record<string, number>;', /can change it/],
    ['const state = Object.freeze({ tasks: [] });', /only be there to be filled/],
    ['const state: Readonly<{ tasks: string[] }> = { tasks: [] };', /only be there to be filled/],
    ['const state = { cache: new Map() } as const;', /collection/],
    ['interface State { tasks: readonly string[] }\nconst state: State = { tasks: [] };', /can change it/],
    ['const names = Object.keys({ a: 1 });', /can change it/],
    ['class Store {}\nconst store = new Store();', /instance/],
    ['import { EventEmitter } from "node:events";\nexport const bus = new EventEmitter();', /instance/],
    [
      'import { AsyncLocalStorage } from "node:async_hooks";\nconst context = new AsyncLocalStorage();',
      /instance/,
    ],
    ['const controller = new AbortController();', /instance/],
    [
      'interface Store { read(): string }\nconst store: Readonly<Store> = createStore();\ndeclare function createStore(): Store;',
      /may hold state/,
    ],
    ['const next = (() => { let n = 0; return () => ++n; })();', /called at once/],
    ['const next = (function () { let n = 0; return () => ++n; })();', /called at once/],
    [
      'const next = createCounter();\nfunction createCounter() { let n = 0; return () => ++n; }',
      /may hold state/,
    ],
    [
      'const next: () => number = createCounter();\nfunction createCounter() { let n = 0; return () => ++n; }',
      /may hold state/,
    ],
    [
      'const api = { next: createCounter() } as const;\nfunction createCounter() { let n = 0; return () => ++n; }',
      /may hold state/,
    ],
    ['const word = /[a-z]+/g;', /remembers/],
    ['const word = /[a-z]+/y;', /remembers/],
    ['const word = new RegExp("a", "gi");', /remembers/],
    ['const data = await load();\ndeclare function load(): Promise<string>;', /waiting/],
    ['await load();\ndeclare function load(): Promise<string>;', /waiting/],
    ['register();\nfunction register() {}', /runs when the module is loaded/],
    ['if (1 < 2) { register(); }\nfunction register() {}', /runs when the module is loaded/],
    ['for (const x of [1]) { x; }', /runs when the module is loaded/],
    ['class Task { static count = 0; }', /static field/],
    ['class Task { static #count = 0; }', /static field/],
    ['class Task { static readonly all = new Map(); }', /collection/],
    ['class Task { static readonly all: string[] = []; }', /can change it/],
    ['class Task { static { register(); } }\nfunction register() {}', /runs when the module is loaded/],
    ['export default { low: 1 };', /can change it/],
    ['export default new Map();', /collection/],
    ['namespace Hidden { export let count = 0; }', /variable/],
    ['const buffer = Buffer.from("a");', /may hold state/],
    [
      'function count() { count.calls = (count.calls ?? 0) + 1; }\ndeclare namespace count { let calls: number }',
      /changes something that lives/,
    ],
    [
      'const table = { n: 0 } as const;\nfunction add() { (table as { n: number }).n++; }',
      /changes something that lives/,
    ],
    ['class Task {}\nfunction add() { Object.assign(Task, { n: 1 }); }', /changes something that lives/],
    [
      'import { config } from "./config.ts";\nexport function set() { config.port = 1; }',
      /changes something that lives/,
    ],
  ])('%s', (source, reason) => {
    const found = judge(source);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(reason);
  });

  test('every one is told, each at its line', () => {
    expect(judge('let a = 1;\n\nconst b = new Map();\nvar c;').map((each) => each.slice(0, 2))).toEqual([
      '1:',
      '3:',
      '4:',
    ]);
  });
});

describe('what belongs to the process', () => {
  test.each([
    'export function run() { return process.env.HOME; }',
    'export function run() { return process["env"]["HOME"]; }',
    'export function run() { return process?.env; }',
    'export function run() { return (process as { env: object }).env; }',
    'export function run() { return globalThis.process.env; }',
    'export function run() { return global.process.env; }',
    'export function run() { return globalThis["process"]["argv"]; }',
    'export function run() { const { env } = process; return env; }',
    'export function run() { const { argv: words } = process; return words; }',
    'export function run() { const { pid, ...rest } = process; return [pid, rest]; }',
    'export function run() { const { process: p } = globalThis; return p; }',
    'export function run() { const p = process; return p; }',
    'export function run(p = process) { return p; }',
    'declare const process: { env: object };\nexport function run() { return process.env; }',
    'export function run(key: string) { return process[key as "env"]; }',
    'import { env } from "node:process";\nexport function run() { return env; }',
    'import { exit as stop } from "process";\nexport function run() { stop(1); }',
    'import p from "node:process";\nexport function run() { return p.argv; }',
    'import * as p from "node:process";\nexport function run() { return p.env; }',
    'export { env } from "node:process";',
    'export * from "node:process";',
    'export { process };',
    'export function run() { return { process }; }',
    'export function run() { process.exit(1); }',
    'export function run() { process.loadEnvFile(); }',
    'export function run() { console.log("hello"); }',
    'export function run() { globalThis.console.error("hello"); }',
    'export function run() { const { log } = console; log("a"); }',
    'export function run(log = console.log) { log("a"); }',
    'import { Console } from "node:console";\nexport function run() { return Console; }',
    'export function run() { (globalThis as { cache?: object }).cache = {}; }',
    'export function run() { delete (globalThis as { cache?: object }).cache; }',
    'export function run() { Object.assign(globalThis, { cache: 1 }); }',
    'export function run() { Reflect.set(globalThis, "cache", 1); }',
    'export function run() { const g = globalThis; return g; }',
    'export function run() { Error.stackTraceLimit = 1; }',
    'export function run() { (Array.prototype as { last?: number }).last = 1; }',
    'export function run() { Object.defineProperty(Array.prototype, "last", {}); }',
  ])('is left alone: %s', (source) => {
    expect(judge(source)).toHaveLength(1);
  });

  test.each([
    'export function run(process: { env: object; argv: string[] }) { return [process.env, process.argv]; }',
    'export function run(console: { log(text: string): void }) { console.log("a"); }',
    'export function run(env: NodeJS.ProcessEnv, stop: typeof process.exit) { return [env, stop]; }',
    'export function run() { return [process.pid, process.cwd(), process.stdout.columns]; }',
    'export function run() { process.once("SIGINT", () => {}); }',
    'export function run() { process.exitCode = 1; }',
    'export function run() { return typeof process; }',
    'import { stdout, type exit } from "node:process";\nexport function run() { return stdout; }',
    'import type { env } from "node:process";\nexport type Env = typeof env;',
    'export function run() { return globalThis.crypto.randomUUID(); }',
    'export function run() { return globalThis.structuredClone({}); }',
    'export function run(settings: { env: string; process: number }) { return settings.env + settings.process; }',
    'export function run(result: { value: number }) { result.value = 1; return result; }',
  ])('does not reach for it: %s', (source) => {
    expect(judge(source)).toEqual([]);
  });

  test.each(['src/main.ts', 'src/bench.ts'])('%s is an entry, where all of it is allowed', (path) => {
    const source =
      'let started = Date.now();\nconsole.log(process.argv, process.env, started);\nprocess.exit(0);';
    expect(judge(source, path)).toEqual([]);
  });

  test('the entry of a module is no composition root', () => {
    const sources = parseSources(new Map([['src/index.ts', 'let n = 0;']]));
    expect(judgeGlobals(sources, { ...rules, kind: 'module', entry: 'src/index.ts' })).toHaveLength(1);
  });
});

describe('time', () => {
  test.each([
    'export function stamp() { return new Date(); }',
    'export function stamp() { return new Date; }',
    'export function stamp() { return Date.now(); }',
    'export function stamp(now = Date.now) { return now(); }',
    'export function stamp() { const { now } = Date; return now(); }',
    'export function stamp() { const D = Date; return new D(); }',
    'export function stamp() { return globalThis.Date.now(); }',
    'export function stamp() { return Date(); }',
  ])('is not read: %s', (source) => {
    expect(judge(source)).toHaveLength(1);
  });

  test.each([
    'export function parse(text: string) { return new Date(text); }',
    'export function utc() { return Date.UTC(2026, 1, 1) + Date.parse("2026-01-01"); }',
    'export function isDate(value: unknown) { return value instanceof Date; }',
    'export const systemClock = { now: () => new Date() } as const;',
    'export function createSystemClock() { return { now: () => new Date() }; }',
    'export class SystemClock { now() { return new Date(); } }',
    'interface Clock { now(): Date }\nexport function create(): Clock { return { now: () => new Date() }; }',
    'export function create({ clock = { now: () => new Date() } } = {}) { return clock; }',
  ])('may be handled so: %s', (source) => {
    expect(judge(source)).toEqual([]);
  });

  test('may be read in a file that is a clock', () => {
    expect(judge('export const now = () => new Date();', 'src/system-clock.ts')).toEqual([]);
  });
});
