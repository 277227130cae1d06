import ts from 'typescript';
import { importedFrom, isGlobal } from './names.ts';

/** What a call at module level gives: a plain value, a fresh container, or something that nobody can see into. */
export type Given = 'value' | 'container' | 'unknown';

const plainFunctions: ReadonlySet<string> = new Set(
  'String Number BigInt Boolean Symbol parseInt parseFloat encodeURIComponent Symbol.for String.raw String.fromCharCode String.fromCodePoint JSON.stringify Array.isArray import.meta.resolve'.split(
    ' ',
  ),
);
const containerFunctions: ReadonlySet<string> = new Set(
  'Object.keys Object.values Object.entries Object.fromEntries Object.assign Object.create Array.from Array.of Array JSON.parse structuredClone'.split(
    ' ',
  ),
);
/** Methods that give a string, a number or a boolean, whatever built-in they are called on. */
const plainMethods: ReadonlySet<string> = new Set(
  'join repeat padStart padEnd trim trimStart trimEnd toUpperCase toLowerCase toString toFixed indexOf includes charCodeAt codePointAt replace replaceAll substring startsWith endsWith normalize some every getTime valueOf'.split(
    ' ',
  ),
);
const containerMethods: ReadonlySet<string> = new Set(
  'map filter flatMap flat slice concat split toSorted toReversed toSpliced with sort reverse keys values entries reduce union'.split(
    ' ',
  ),
);
/** Functions of the runtime that keep nothing between calls, by module; `*` for all of a module. */
const plainImports: Readonly<Record<string, readonly string[]>> = {
  path: ['*'],
  url: ['fileURLToPath', 'pathToFileURL', 'domainToASCII'],
  util: ['promisify', 'format', 'inspect'],
  os: ['tmpdir', 'homedir', 'availableParallelism', 'EOL'],
};

/** Judges a call by what is called. Whether its arguments are harmless is another question. */
export function givenBy(
  call: ts.CallExpression | ts.TaggedTemplateExpression,
  checker: ts.TypeChecker,
): Given {
  const callee = ts.isCallExpression(call) ? call.expression : call.tag;
  if (ts.isIdentifier(callee)) {
    if (isGlobal(callee, checker)) return fromNames(callee.text);
    return isPlainImport(importedFrom(callee, checker)) ? 'value' : 'unknown';
  }
  if (!ts.isPropertyAccessExpression(callee)) return 'unknown';
  const object = callee.expression;
  if (ts.isMetaProperty(object)) return fromNames(callee.getText());
  if (ts.isIdentifier(object)) {
    const origin = importedFrom(object, checker);
    if (origin !== null) {
      if (isPlainImport({ module: origin.module, name: callee.name.text })) return 'value';
    } else if (isGlobal(object, checker)) {
      if (object.text === 'Math' || object.text === 'Number') return 'value';
      return fromNames(`${object.text}.${callee.name.text}`);
    }
  }
  if (plainMethods.has(callee.name.text)) return 'value';
  return containerMethods.has(callee.name.text) ? 'container' : 'unknown';
}

function fromNames(name: string): Given {
  if (plainFunctions.has(name)) return 'value';
  return containerFunctions.has(name) ? 'container' : 'unknown';
}

function isPlainImport(origin: { readonly module: string; readonly name: string } | null): boolean {
  if (origin === null) return false;
  const names = plainImports[origin.module.replace(/^node:/, '').replace(/\/(posix|win32)$/, '')] ?? [];
  return names.includes('*') || names.includes(origin.name);
}
