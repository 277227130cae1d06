import { describe, expect, test } from 'vitest';
import type { StructureRules } from '../finding.ts';
import { findEscapes, judgeLayers } from './judge-layers.ts';
import { parseSources } from './parse-sources.ts';

const rules: StructureRules = {
  kind: 'program',
  entry: 'src/main.ts',
  entries: ['src/worker.ts'],
  boundaries: {},
  surface: null,
  layers: { domain: [], store: ['domain'], cli: ['domain'] },
  imports: { packages: ['pg', '@scope/kit'] },
};

const layout = {
  'src/main.ts': '',
  'src/index.ts': '',
  'src/domain/task.ts': '',
  'src/domain/rules.ts': '',
  'src/store/file.ts': '',
  'src/cli/run.ts': '',
  'src/shared/text.ts': '',
};

interface Given {
  readonly rules?: StructureRules;
  readonly aliases?: Readonly<Record<string, unknown>>;
}

/** What is found when these files stand in the usual layout, as `file:line: text`. */
function judge(files: Record<string, string>, given: Given = {}): string[] {
  const texts = new Map(Object.entries({ ...layout, ...files }));
  const sources = parseSources(texts);
  expect(sources.unreadable).toEqual([]);
  const submission = { files: new Set(texts.keys()), aliases: given.aliases ?? {} };
  return judgeLayers(sources, given.rules ?? rules, submission).map(
    ({ place }) => `${place.file}:${place.line}: ${place.text}`,
  );
}

describe('layers', () => {
  test.each([
    ['src/main.ts', 'import "./cli/run.ts"; import "./store/file.ts"; import "./domain/task.ts";'],
    ['src/store/file.ts', 'import type { Task } from "../domain/task.ts";'],
    ['src/cli/run.ts', 'export * from "../domain/task.ts";'],
    ['src/domain/task.ts', 'import { rule } from "./rules.ts";'],
    ['src/shared/text.ts', 'import "../store/file.ts"; import "../cli/run.ts";'],
  ])('%s may: %s', (file, source) => {
    expect(judge({ [file]: source })).toEqual([]);
  });

  test.each([
    [
      'src/domain/task.ts',
      'import { save } from "../store/file.ts";',
      /domain imports store, and may import only itself/,
    ],
    ['src/domain/task.ts', 'import type { Store } from "../store/file.ts";', /domain imports store/],
    ['src/domain/task.ts', 'export { save } from "../store/file.ts";', /domain imports store/],
    ['src/domain/task.ts', 'export * from "../cli/run.ts";', /domain imports cli/],
    ['src/domain/task.ts', 'const load = () => import("../store/file.ts");', /domain imports store/],
    ['src/domain/task.ts', 'type Store = import("../store/file.ts").Store;', /domain imports store/],
    ['src/domain/task.ts', 'import store = require("../store/file.ts");', /domain imports store/],
    [
      'src/domain/task.ts',
      'const url = new URL("../store/file.ts", import.meta.url);',
      /domain imports store/,
    ],
    [
      'src/domain/task.ts',
      'const url = new URL("../store/file.js", import.meta.url);',
      /domain imports store/,
    ],
    ['src/domain/task.ts', 'const url = import.meta.resolve("../store/file.ts");', /domain imports store/],
    ['src/domain/task.ts', 'import "./../store/./file.ts";', /domain imports store/],
    [
      'src/domain/task.ts',
      'declare module "../store/file.ts" { interface Extra {} }',
      /domain imports store/,
    ],
    ['src/store/file.ts', 'import "../cli/run.ts";', /store imports cli, and may import itself and domain/],
    ['src/cli/run.ts', 'import "../store/file.ts";', /cli imports store/],
    ['src/cli/run.ts', 'import "../index.ts";', /cli imports src\/index.ts/],
    ['src/domain/task.ts', 'import "../shared/text.ts";', /domain imports src\/shared\/text.ts/],
  ])('%s may not: %s', (file, source, reason) => {
    const found = judge({ [file]: source });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(reason);
    expect(found[0]?.startsWith(`${file}:1: `)).toBe(true);
  });
});

describe('cycles', () => {
  test('are told once, with the whole way round', () => {
    const found = judge({
      'src/domain/task.ts': 'import "./rules.ts";',
      'src/domain/rules.ts': 'import "./dates.ts";',
      'src/domain/dates.ts': '\nimport type { Task } from "./task.ts";',
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('imports go in a circle: src/domain/');
    expect(found[0]?.match(/src\/domain\/\w+\.ts/g)).toHaveLength(5);
  });

  test('a file that imports itself is one', () => {
    expect(judge({ 'src/domain/task.ts': 'export * from "./task.ts";' })).toEqual([
      'src/domain/task.ts:1: imports go in a circle: src/domain/task.ts → src/domain/task.ts',
    ]);
  });

  test('of two knots each is told, by its shortest way', () => {
    const found = judge({
      'src/domain/task.ts': 'import "./rules.ts"; import "./a.ts";',
      'src/domain/a.ts': 'import "./rules.ts";',
      'src/domain/rules.ts': 'import "./task.ts";',
      'src/cli/run.ts': 'import "./screen.ts";',
      'src/cli/screen.ts': 'import "./run.ts";',
    });
    expect(found).toHaveLength(2);
    expect(found.every((each) => each.match(/→/g)?.length === 2)).toBe(true);
  });

  test('a diamond is none', () => {
    const files = {
      'src/main.ts': 'import "./cli/run.ts"; import "./store/file.ts";',
      'src/cli/run.ts': 'import "../domain/task.ts";',
      'src/store/file.ts': 'import "../domain/task.ts";',
    };
    expect(judge(files)).toEqual([]);
  });
});

describe('allowed imports', () => {
  test.each([
    'import "node:fs"; import "node:fs/promises"; import "fs"; import "path/posix";',
    'import "pg"; import "pg/lib/client"; import "@scope/kit"; import "@scope/kit/deep";',
    'import data from "./data.json" with { type: "json" };',
    'import pkg from "../package.json" with { type: "json" };',
    'const url = new URL("../migrations/", import.meta.url);',
    'const url = new URL("https://example.org/a.ts");',
    'const later = (name: string) => new URL(name, import.meta.url);',
    '/// <reference types="node" />',
    'const isFunction = (value: unknown) => value instanceof Function;',
    'export function run(require: (name: string) => unknown) { return require("x"); }',
    'export const pid = process.pid;',
    'declare module "pg" { interface Extra {} }',
  ])('%s', (source) => {
    expect(judge({ 'src/tool.ts': source })).toEqual([]);
  });

  test.each([
    ['import express from "express";', /the package express is not allowed/],
    ['import type { Express } from "express";', /the package express is not allowed/],
    ['import "@other/kit";', /the package @other\/kit is not allowed/],
    ['import "pgx";', /the package pgx is not allowed/],
    ['import "node:vm";', /node:vm is not allowed/],
    ['import "inspector/promises";', /node:inspector\/promises is not allowed/],
    ['import "node:module";', /node:module is not allowed/],
    ['import "node:sqlite";', /node:sqlite is not allowed/],
    ['import "node:test";', /node:test is not allowed/],
    ['import "node:v8";', /node:v8 is not allowed/],
    ['import "./domain/task";', /does not name a file/],
    ['import "./domain/task.js";', /does not name a file/],
    ['import "./domain";', /does not name a file/],
    ['import "./domain/task.ts?fresh";', /does not name a file/],
    ['import "./domain/gone.ts";', /there is no file src\/domain\/gone.ts/],
    ['import "./Domain/task.ts";', /there is no file src\/Domain\/task.ts/],
    ['import "../test/help.ts";', /leads out of src/],
    ['import "../../other/src/main.ts";', /leads out of src/],
    ['import "../../../package.json";', /leads out of src/],
    ['import "/etc/passwd.ts";', /leads out of src/],
    ['import "file:///etc/passwd.ts";', /leads out of src/],
    ['import "data:text/javascript,1";', /leads out of src/],
    ['import "https://example.org/a.ts";', /leads out of src/],
    ['const url = new URL("../../hidden/driver.ts", import.meta.url);', /leads out of src/],
    ['/// <reference path="../../hidden/driver.ts" />', /reference/],
    ['/// <reference types="express" />', /reference/],
    ['const load = (name: string) => import(name);', /cannot be told/],
    ['const load = (name: string) => import(`./` + name);', /cannot be told/],
    ['const fs = require("fs");', /require is not there/],
    ['const load = require;', /require is not there/],
    ['declare const require: (name: string) => unknown;\nrequire("fs");', /require is not there/],
    ['process.binding("fs");', /process.binding loads code/],
    ['process.getBuiltinModule("vm");', /getBuiltinModule loads code/],
    ['globalThis.process.getBuiltinModule("vm");', /getBuiltinModule loads code/],
    ['const { getBuiltinModule } = process;', /getBuiltinModule loads code/],
    ['import { getBuiltinModule } from "node:process";', /getBuiltinModule loads code/],
    ['eval("import(\'vm\')");', /makes code out of a text/],
    ['const f = new Function("return import(\'vm\')");', /makes code out of a text/],
    ['const f = globalThis.eval;', /makes code out of a text/],
    ['import "#store";', /does not stand in the imports/],
  ])('but not %s', (source, reason) => {
    const found = judge({ 'src/tool.ts': source });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(reason);
  });

  test('an entry may load what its configuration names', () => {
    expect(judge({ 'src/worker.ts': 'const load = (name: string) => import(name);' })).toEqual([]);
  });

  test('an exercise names its built-ins, with or without prefix, and allows what is below them', () => {
    const named = { ...rules, imports: { packages: [], builtins: ['node:v8', 'fs'] } };
    const source = 'import "node:v8"; import "fs/promises"; import "node:path";';
    expect(judge({ 'src/tool.ts': source }, { rules: named })).toEqual([
      'src/tool.ts:1: node:path is not allowed here',
    ]);
  });

  test('names of package.json are followed, and keep to the layers', () => {
    const aliases = {
      '#domain/*': './src/domain/*',
      '#store': { types: './x', default: './src/store/file.ts' },
    };
    const files = {
      'src/cli/run.ts': 'import "#domain/task.ts";\nimport "#store";',
      'src/shared/text.ts': 'import "#store";',
    };
    expect(judge(files, { aliases })).toEqual([
      'src/cli/run.ts:2: cli imports store, and may import itself and domain',
    ]);
  });

  test('of several names of package.json that fit, the one counts that Node takes', () => {
    const aliases = {
      '#*': './src/store/*',
      '#domain/*': './src/domain/*',
      '#domain/*.ts': './src/shared/*.ts',
      '#domain/task.ts': './src/cli/run.ts',
      '#domain/inner/*': null,
    };
    const found = (specifier: string) =>
      judge({ 'src/domain/rules.ts': `import "${specifier}";` }, { aliases });
    expect(found('#domain/task.ts')).toEqual([expect.stringContaining('domain imports cli')]);
    expect(found('#domain/text.ts')).toEqual([expect.stringContaining('domain imports src/shared/text.ts')]);
    expect(found('#file.ts')).toEqual([expect.stringContaining('domain imports store')]);
    expect(found('#domain/inner/x.ts')).toEqual([expect.stringContaining('does not stand in the imports')]);
  });

  test('a name of package.json may not lead out', () => {
    expect(
      judge({ 'src/tool.ts': 'import "#out";' }, { aliases: { '#out': './../hidden/driver.ts' } }),
    ).toEqual([expect.stringContaining('leads out of src/')]);
  });
});

test('what leads out of the submission is found for the compiler too', () => {
  const texts = new Map([
    ['src/a.ts', 'import "./b.ts"; import "../../hidden/driver.ts";\nimport type { X } from "/etc/x.ts";'],
    ['src/b.ts', '/// <reference path="../../../secret.ts" />\nimport "express";'],
  ]);
  const found = findEscapes(parseSources(texts), { files: new Set(texts.keys()), aliases: {} });
  expect(found.map(({ place }) => `${place.file}:${place.line}`)).toEqual([
    'src/a.ts:1',
    'src/a.ts:2',
    'src/b.ts:1',
  ]);
});
