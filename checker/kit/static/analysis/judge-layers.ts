import ts from 'typescript';
import { refusedBuiltins } from '../../../src/course/refused-builtins.ts';
import { entryFiles, type Finding, type StructureRules } from '../finding.ts';
import { findCycles } from './find-cycles.ts';
import { findImports, type ImportSite } from './find-imports.ts';
import { findGlobalUses } from './global-uses.ts';
import { findingAt, pathOf, type Sources } from './parse-sources.ts';
import { resolveImport, type Submission, type Target } from './resolve-import.ts';

/** Ways of the process to load code that no import names. */
const loaders: readonly string[] = ['binding', '_linkedBinding', 'dlopen', 'getBuiltinModule', 'mainModule'];

/**
 * `layers`: each folder of src/ imports only what the exercise lets it, nothing leads out of src/ but the allowed packages
 * and built-ins, and no file reaches itself. Type imports count: who must know a type depends on it.
 */
export function judgeLayers(sources: Sources, rules: StructureRules, submission: Submission): Finding[] {
  const findings: Finding[] = [];
  const edges = new Map<string, Map<string, ts.Node>>();
  const entries = new Set(entryFiles(rules));
  for (const file of sources.files) {
    const from = pathOf(file);
    const targets = new Map<string, ts.Node>();
    edges.set(from, targets);
    for (const site of findImports(file)) {
      if (site.specifier === null) {
        // An entry may load what its configuration names.
        if (!entries.has(from))
          findings.push(findingAt(site.node, 'what is imported here cannot be told', byName));
        continue;
      }
      const target = resolveImport({ ...site, specifier: site.specifier }, from, submission);
      if (target.kind === 'file' && !targets.has(target.path)) targets.set(target.path, site.node);
      const fault = judgeTarget(target, from, rules);
      if (fault !== null) findings.push(findingAt(site.node, ...fault, site.at));
    }
    findings.push(...findLoaders(file, sources.checker));
  }
  return [...findings, ...judgeCycles(edges)];
}

/** Imports that lead out of the submission: nothing that the compiler says about those may be shown. */
export function findEscapes(sources: Sources, submission: Submission): Finding[] {
  return sources.files.flatMap((file) =>
    findImports(file).flatMap((site: ImportSite) => {
      if (site.specifier === null) return [];
      const target = resolveImport({ ...site, specifier: site.specifier }, pathOf(file), submission);
      return target.kind === 'wrong' && target.escapes
        ? [findingAt(site.node, target.text, target.instead, site.at)]
        : [];
    }),
  );
}

const byName = 'Write the name of the module as a plain string.';

function judgeTarget(
  target: Target,
  from: string,
  rules: StructureRules,
): [text: string, instead: string] | null {
  switch (target.kind) {
    case 'wrong':
      return [target.text, target.instead];
    case 'package':
      if (rules.imports.packages.includes(target.name)) return null;
      return [`the package ${target.name} is not allowed here`, tellPackages(rules.imports.packages)];
    case 'builtin':
      if (isAllowed(target.name, rules.imports.builtins)) return null;
      return [
        `node:${target.name} is not allowed here`,
        'Find a way without it: the exercise can be solved so.',
      ];
    case 'file':
      return judgeDirection(from, target.path, rules.layers);
    case 'data':
      return null;
    default:
      return target satisfies never;
  }
}

function tellPackages(packages: readonly string[]): string {
  if (packages.length === 0) return 'Use what the runtime brings with it.';
  return `Use what the runtime brings with it, or ${packages.join(', ')}.`;
}

/** `fs` allows `fs/promises` as well. */
function isAllowed(name: string, allowed: readonly string[] | undefined): boolean {
  const within = (list: readonly string[]) =>
    list.some((each) => {
      const base = each.replace(/^node:/, '');
      return name === base || name.startsWith(`${base}/`);
    });
  return allowed === undefined ? !within(refusedBuiltins) : within(allowed);
}

/** Files outside of the named folders, such as src/main.ts, put the layers together: they may import all. */
function judgeDirection(
  from: string,
  to: string,
  layers: StructureRules['layers'],
): [text: string, instead: string] | null {
  const layer = layerOf(from, layers);
  const other = layerOf(to, layers);
  if (layer === null || layer === other) return null;
  const allowed = layers[layer] ?? [];
  if (other !== null && allowed.includes(other)) return null;
  const may = allowed.length === 0 ? 'only itself' : `itself and ${allowed.join(', ')}`;
  return [
    `${layer} imports ${other ?? to}, and may import ${may}`,
    'Turn it round: say in the layer what it needs, as a type, and let the entry hand it over.',
  ];
}

function layerOf(path: string, layers: StructureRules['layers']): string | null {
  const [, folder, rest] = path.split('/');
  return folder !== undefined && rest !== undefined && Object.hasOwn(layers, folder) ? folder : null;
}

function judgeCycles(edges: ReadonlyMap<string, ReadonlyMap<string, ts.Node>>): Finding[] {
  const graph = new Map([...edges].map(([from, targets]) => [from, new Set(targets.keys())]));
  return findCycles(graph).flatMap((cycle) => {
    const node = edges.get(cycle[0] as string)?.get(cycle[1] as string);
    const instead = 'Move what both sides need into a file that imports neither.';
    return node === undefined
      ? []
      : [findingAt(node, `imports go in a circle: ${cycle.join(' → ')}`, instead)];
  });
}

function findLoaders(file: ts.SourceFile, checker: ts.TypeChecker): Finding[] {
  return findGlobalUses(file, checker).flatMap(({ node, global, member, parent }) => {
    if (global === 'require') return [findingAt(node, 'require is not there in an ES module', 'Use import.')];
    const isCalled =
      (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === node;
    if ((global === 'eval' && member === null) || (global === 'Function' && isCalled)) {
      const text = `${global} makes code out of a text: what that imports cannot be told`;
      return [findingAt(node, text, 'Write the code itself.')];
    }
    const loads = global === 'process' && member !== null && loaders.includes(member);
    return loads ? [findingAt(node, `process.${member} loads code past the imports`, 'Use import.')] : [];
  });
}
