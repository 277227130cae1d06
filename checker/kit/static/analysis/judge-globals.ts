import ts from 'typescript';
import { entryFiles, type Finding, type StructureRules } from '../finding.ts';
import { changedRoot } from './changed-root.ts';
import { findGlobalUses, type GlobalUse } from './global-uses.ts';
import { findModuleState } from './module-state.ts';
import { isGlobal, visitAll } from './names.ts';
import { findingAt, pathOf, type Sources } from './parse-sources.ts';

/** What only an entry may read or do. */
const ofTheEntry: Readonly<Record<string, string>> = {
  env: 'reads the environment of the process',
  loadEnvFile: 'changes the environment of the process',
  argv: 'reads the command line of the process',
  argv0: 'reads the command line of the process',
  execArgv: 'reads the command line of the process',
  exit: 'ends the process',
  reallyExit: 'ends the process',
  abort: 'ends the process',
};

/**
 * `no-globals`: no state at module level, and what belongs to the whole process is touched in the entry files alone. Time is
 * read in clock adapters: a file, or something in it, with `clock` in its name.
 */
export function judgeGlobals(sources: Sources, rules: StructureRules): Finding[] {
  const entries = new Set(entryFiles(rules));
  return sources.files
    .filter((file) => !entries.has(pathOf(file)))
    .flatMap((file) => [
      ...findModuleState(file, sources.checker),
      ...findGlobalUses(file, sources.checker).flatMap((use) => judgeUse(use)),
      ...findGlobalWrites(file, sources.checker),
    ]);
}

function judgeUse(use: GlobalUse): Finding[] {
  switch (use.global) {
    case 'process':
      return judgeProcess(use);
    case 'console':
      return [findingAt(use.node, 'console writes to the streams of the process', throughEntry)];
    case 'globalThis':
      return judgeGlobalThis(use);
    case 'Date':
      return judgeDate(use);
    default:
      return [];
  }
}

const throughEntry = 'Let the entry hand it over, as a parameter: then a test can hand over something else.';

function judgeProcess({ node, member, parent }: GlobalUse): Finding[] {
  if (member === null) {
    if (ts.isTypeOfExpression(parent)) return [];
    return [findingAt(node, 'the whole process is passed on', throughEntry)];
  }
  if (member === '?')
    return [findingAt(node, 'this reads a property of process that cannot be told', throughEntry)];
  const what = Object.hasOwn(ofTheEntry, member) ? ofTheEntry[member] : undefined;
  return what === undefined ? [] : [findingAt(node, `process.${member} ${what}`, throughEntry)];
}

function judgeGlobalThis({ node, member, parent, isWrite }: GlobalUse): Finding[] {
  if (member === null && ts.isTypeOfExpression(parent)) return [];
  if (isWrite) return [findingAt(node, 'a property of globalThis is shared by the whole process', keepLocal)];
  return [findingAt(node, 'globalThis is used as a whole: what is done with it cannot be told', keepLocal)];
}

const keepLocal =
  'Export what others need from a module, and keep what changes in an object that a function creates.';

function judgeDate(use: GlobalUse): Finding[] {
  if (!readsTime(use) || isInClock(use.node)) return [];
  return [
    findingAt(use.node, 'this reads the time of the system', 'Ask the clock that is handed in: clock.now().'),
  ];
}

function readsTime({ member, parent, node }: GlobalUse): boolean {
  if (member !== null) return member === 'now' || member === '?';
  if (ts.isNewExpression(parent) && parent.expression === node) return (parent.arguments ?? []).length === 0;
  if (ts.isCallExpression(parent) && parent.expression === node) return true;
  // Under another name it could be asked for the time where nobody sees it.
  return ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent);
}

function isInClock(node: ts.Node): boolean {
  if (/clock/i.test(pathOf(node.getSourceFile()))) return true;
  return ts.findAncestor(node, (each) => saysClock(each)) !== undefined;
}

function saysClock(node: ts.Node): boolean {
  if (ts.isClassLike(node)) {
    return [node.name, ...(node.heritageClauses ?? [])].some((part) => /clock/i.test(part?.getText() ?? ''));
  }
  const isNamed =
    ts.isVariableDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isPropertyAssignment(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node);
  if (!isNamed) return ts.isSatisfiesExpression(node) && /clock/i.test(node.type.getText());
  const type = 'type' in node ? node.type : undefined;
  return /clock/i.test(node.name?.getText() ?? '') || /clock/i.test(type?.getText() ?? '');
}

/** Writes to what the runtime gives to everybody: `Array.prototype.last = …`, `Error.stackTraceLimit = …`. */
function findGlobalWrites(file: ts.SourceFile, checker: ts.TypeChecker): Finding[] {
  const findings: Finding[] = [];
  visitAll(file, (node) => {
    const root = changedRoot(node);
    if (root === null || root.text === 'process' || root.text === 'globalThis' || root.text === 'global')
      return;
    if (root.text === 'undefined' || !isGlobal(root, checker)) return;
    findings.push(
      findingAt(node, `${root.text} belongs to the whole process, and this changes it`, keepLocal),
    );
  });
  return findings;
}
