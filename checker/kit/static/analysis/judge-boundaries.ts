import type ts from 'typescript';
import type { Finding, StructureRules } from '../finding.ts';
import { findImports } from './find-imports.ts';
import { findingAt, pathOf, type Sources } from './parse-sources.ts';
import { resolveImport, type Submission } from './resolve-import.ts';

/**
 * `boundaries`: some folders of src/ are packages. What stands outside of one imports it by its name alone, which
 * package.json leads to its index.ts; what stands inside imports its neighbours by their paths.
 */
export function judgeBoundaries(sources: Sources, rules: StructureRules, submission: Submission): Finding[] {
  const packages = rules.boundaries;
  const missing = Object.entries(packages).flatMap(([folder, name]) => judgeDoor(folder, name, submission));
  const imports = sources.files.flatMap((file) =>
    findImports(file).flatMap(({ node, at, specifier, kind }) => {
      if (specifier === null) return [];
      const target = resolveImport({ specifier, kind }, pathOf(file), submission);
      if (target.kind !== 'file') return [];
      const fault = judgeWay(specifier, pathOf(file), target.path, packages);
      return fault === null ? [] : [tell(node, fault, at)];
    }),
  );
  return [...missing, ...imports];
}

type Packages = StructureRules['boundaries'];
type Fault = readonly [text: string, instead: string];

/** A package has an index, and its name leads there. */
function judgeDoor(folder: string, name: string, submission: Submission): Finding[] {
  const index = indexOf(folder);
  if (!submission.files.has(index)) {
    const text = `there is no ${index}: the package ${folder} has no door`;
    const instead = 'Export there, name by name, what others may use of the package.';
    return [{ place: { file: index, line: 1, text }, instead }];
  }
  const target = resolveImport({ specifier: name, kind: 'code' }, 'src/index.ts', submission);
  if (target.kind === 'file' && target.path === index) return [];
  const leads = target.kind === 'file' ? `leads to ${target.path}` : `does not lead to ${index}`;
  const instead = `Write "${name}": "./${index}" into its imports.`;
  return [{ place: { file: 'package.json', line: 1, text: `${name} ${leads}` }, instead }];
}

function judgeWay(specifier: string, from: string, to: string, packages: Packages): Fault | null {
  const [own, other] = [packageOf(from, packages), packageOf(to, packages)];
  if (other === null) return null;
  if (own === other) {
    if (!specifier.startsWith('#')) return null;
    return [
      `${other} imports its own ${to} by the name ${specifier}`,
      'Inside of a package, name the file by its path, as in ./file.ts.',
    ];
  }
  const name = packages[other] as string;
  if (specifier === name) return null;
  if (to === indexOf(other)) {
    return [
      `${specifier} is the way to a file of the package ${other}, not its name`,
      `Write ${name}: then the package may move, and nobody outside of it has to know.`,
    ];
  }
  return [
    `${specifier} reaches past the index of ${other}, to ${to}`,
    `Import ${name}. What that does not export is the package's own business.`,
  ];
}

function packageOf(path: string, packages: Packages): string | null {
  const [, folder, rest] = path.split('/');
  return folder !== undefined && rest !== undefined && Object.hasOwn(packages, folder) ? folder : null;
}

function indexOf(folder: string): string {
  return `src/${folder}/index.ts`;
}

function tell(node: ts.Node, [text, instead]: Fault, at: number | undefined): Finding {
  return findingAt(node, text, instead, at);
}
