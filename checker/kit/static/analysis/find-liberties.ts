import ts from 'typescript';
import type { Finding } from '../finding.ts';
import { visitAll } from './names.ts';
import { findingAt, pathOf, type Sources } from './parse-sources.ts';

/** Places where the compiler was told to look away: `any`, `@ts-expect-error` and its kin. Told, and in most exercises free. */
export function findLiberties(sources: Sources): Finding[] {
  return sources.files.flatMap((file) => [...findAny(file), ...findSilenced(file)]);
}

function findAny(file: ts.SourceFile): Finding[] {
  const findings: Finding[] = [];
  visitAll(file, (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword)
      findings.push(findingAt(node, 'any', 'unknown, and then look at it.'));
  });
  return findings;
}

function findSilenced(file: ts.SourceFile): Finding[] {
  return file.text.split('\n').flatMap((line, index) => {
    const directive = /^\s*(?:\/\/|\/?\*+).*?@(ts-(?:ignore|expect-error|nocheck))/.exec(line)?.[1];
    if (directive === undefined) return [];
    const place = { file: pathOf(file), line: index + 1, text: `@${directive}` };
    return [{ place, instead: 'Let the types say what is true.' }];
  });
}
