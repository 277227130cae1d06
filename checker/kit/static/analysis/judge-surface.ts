import ts from 'typescript';
import type { Finding, Surface } from '../finding.ts';
import { findingAt, pathOf, type Sources } from './parse-sources.ts';

/** `surface`: a file exports exactly the values and types that it is said to, each by its name. */
export function judgeSurface(sources: Sources, surface: Surface): Finding[] {
  const file = sources.files.find((each) => pathOf(each) === surface.file);
  if (file === undefined) {
    const place = { file: surface.file, line: 1, text: 'this file is not there' };
    return [{ place, instead: 'Write it: it is what others import.' }];
  }
  const exported = exportsOf(file);
  const wanted = new Map([
    ...surface.types.map((name) => [name, 'type'] as const),
    ...surface.values.map((name) => [name, 'value'] as const),
  ]);
  const named = new Set(exported.map(({ name }) => name));
  // Of what `export *` passes on nothing is known here; that it stands there is told already.
  const missing = named.has('*') ? [] : [...wanted].filter(([name]) => !named.has(name));
  return [
    ...exported.flatMap((each) => judgeExport(each, wanted)),
    ...missing.map(([name, kind]) => ({
      place: { file: surface.file, line: 1, text: `the ${kind} ${name} is not exported here` },
      instead: 'It is on the list: export it by its name.',
    })),
  ];
}

type Kind = 'value' | 'type';

interface Exported {
  /** `*` for all of another module. */
  readonly name: string;
  readonly kind: Kind;
  readonly node: ts.Node;
}

function judgeExport({ name, kind, node }: Exported, wanted: ReadonlyMap<string, Kind>): Finding[] {
  const wish = wanted.get(name);
  if (name === '*') {
    const text = '`export *` passes on whatever stands in that file, now and later';
    return [findingAt(node, text, 'Export each name by itself, in braces.')];
  }
  if (wish === undefined) {
    const text = `the ${kind} ${name} is exported, and is not on the list`;
    return [findingAt(node, text, 'Take it off: whoever finds it here may use it, for ever.')];
  }
  if (wish === kind) return [];
  const instead = wish === 'value' ? 'Export it without `type`.' : 'Export the type alone, by `export type`.';
  return [findingAt(node, `${name} is exported as a ${kind}, and stands on the list as a ${wish}`, instead)];
}

function exportsOf(file: ts.SourceFile): Exported[] {
  return file.statements.flatMap((statement): Exported[] => {
    if (ts.isExportDeclaration(statement)) return namedBy(statement);
    if (ts.isExportAssignment(statement)) return [{ name: 'default', kind: 'value', node: statement }];
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    const has = (kind: ts.SyntaxKind) => modifiers.some((modifier) => modifier.kind === kind);
    if (!has(ts.SyntaxKind.ExportKeyword)) return [];
    const kind = has(ts.SyntaxKind.DeclareKeyword) ? 'type' : kindOf(statement);
    if (has(ts.SyntaxKind.DefaultKeyword)) return [{ name: 'default', kind, node: statement }];
    return declaredBy(statement).map((name) => ({ name: name.text, kind, node: name }));
  });
}

function namedBy(statement: ts.ExportDeclaration): Exported[] {
  const { exportClause, isTypeOnly } = statement;
  const kind = isTypeOnly ? 'type' : 'value';
  if (exportClause === undefined) return [{ name: '*', kind, node: statement }];
  if (ts.isNamespaceExport(exportClause))
    return [{ name: exportClause.name.text, kind, node: exportClause.name }];
  return exportClause.elements.map((element) => ({
    name: element.name.text,
    kind: element.isTypeOnly ? 'type' : kind,
    node: element,
  }));
}

function kindOf(statement: ts.Statement): Kind {
  return ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) ? 'type' : 'value';
}

function declaredBy(statement: ts.Statement): (ts.Identifier | ts.StringLiteral)[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundBy(name));
  }
  const { name } = statement as ts.Statement & { readonly name?: ts.Node };
  return name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? [name] : [];
}

function boundBy(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundBy(element.name)));
}
