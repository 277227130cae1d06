import ts from 'typescript';
import type { Finding } from '../finding.ts';
import { changedRoot } from './changed-root.ts';
import { type Fault, faultOfValue } from './constant-value.ts';
import { innermost, symbolOf, visitAll } from './names.ts';
import { findingAt } from './parse-sources.ts';
import { advice } from './state-advice.ts';

/**
 * State that lives as long as the module: what is declared at its top level, what runs there, and writes to what stands
 * there from within functions.
 */
export function findModuleState(file: ts.SourceFile, checker: ts.TypeChecker): Finding[] {
  if (file.isDeclarationFile) return [];
  const findings: Finding[] = [];
  const report = ({ node, text, instead }: Fault) => void findings.push(findingAt(node, text, instead));
  judgeStatements(file.statements, frozenNames(file), checker, report);
  visitAll(file, (node) => {
    const root = changedRoot(node);
    if (root !== null && isModuleLevel(root, checker)) report({ node, ...advice.change });
  });
  return findings;
}

type Report = (fault: Fault) => void;

function judgeStatements(
  statements: readonly ts.Statement[],
  frozen: ReadonlySet<string>,
  checker: ts.TypeChecker,
  report: Report,
): void {
  for (const statement of statements) {
    if (isErased(statement) || isDirective(statement) || frozenName(statement) !== null) continue;
    if (ts.isVariableStatement(statement)) judgeVariables(statement, frozen, checker, report);
    else if (ts.isClassDeclaration(statement)) judgeStatics(statement, checker, report);
    else if (ts.isExportAssignment(statement))
      judgeValue(statement.expression, undefined, false, checker, report);
    else if (ts.isModuleDeclaration(statement)) {
      if (statement.body !== undefined && ts.isModuleBlock(statement.body)) {
        judgeStatements(statement.body.statements, frozen, checker, report);
      }
    } else report({ node: statement, ...(isAwait(statement) ? advice.wait : advice.effect) });
  }
}

/** Imports, exports by name, functions, types: nothing that holds or does anything. */
function isErased(statement: ts.Statement): boolean {
  const declared = ts.canHaveModifiers(statement)
    ? ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)
    : false;
  return (
    declared === true ||
    ts.isImportDeclaration(statement) ||
    ts.isImportEqualsDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isNamespaceExportDeclaration(statement) ||
    ts.isEmptyStatement(statement)
  );
}

function isDirective(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}

function isAwait(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isAwaitExpression(innermost(statement.expression));
}

function judgeVariables(
  { declarationList }: ts.VariableStatement,
  frozen: ReadonlySet<string>,
  checker: ts.TypeChecker,
  report: Report,
): void {
  const kind = declarationList.flags & ts.NodeFlags.BlockScoped;
  for (const declaration of declarationList.declarations) {
    const { name, initializer, type } = declaration;
    if (kind !== ts.NodeFlags.Const) {
      // `let` and `var` can be set again; `using` holds what must be released.
      const isUsing = kind === ts.NodeFlags.Using || kind === ts.NodeFlags.AwaitUsing;
      report({ node: declaration, ...(isUsing ? advice.instance : advice.variable) });
    } else if (initializer !== undefined) {
      const isFrozen = ts.isIdentifier(name) && frozen.has(name.text);
      judgeValue(initializer, type, isFrozen, checker, report);
    }
  }
}

function judgeValue(
  value: ts.Expression,
  type: ts.TypeNode | undefined,
  frozen: boolean,
  checker: ts.TypeChecker,
  report: Report,
): void {
  const inner = innermost(value);
  if (ts.isClassExpression(inner)) {
    judgeStatics(inner, checker, report);
    return;
  }
  const fault = faultOfValue(value, type, frozen, checker);
  if (fault !== null) report(fault);
}

function judgeStatics(declaration: ts.ClassLikeDeclaration, checker: ts.TypeChecker, report: Report): void {
  for (const member of declaration.members) {
    if (ts.isClassStaticBlockDeclaration(member)) report({ node: member, ...advice.effect });
    if (!ts.isPropertyDeclaration(member)) continue;
    const has = (kind: ts.SyntaxKind) =>
      member.modifiers?.some((modifier) => modifier.kind === kind) === true;
    if (!has(ts.SyntaxKind.StaticKeyword) || has(ts.SyntaxKind.DeclareKeyword)) continue;
    if (!has(ts.SyntaxKind.ReadonlyKeyword)) report({ node: member, ...advice.staticField });
    else if (member.initializer !== undefined) {
      judgeValue(member.initializer, member.type, false, checker, report);
    }
  }
}

/** Names that a statement like `Object.freeze(table);` protects. */
function frozenNames(file: ts.SourceFile): ReadonlySet<string> {
  return new Set(file.statements.flatMap((statement) => frozenName(statement) ?? []));
}

function frozenName(statement: ts.Statement): string | null {
  if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return null;
  const [argument] = statement.expression.arguments;
  if (statement.expression.expression.getText() !== 'Object.freeze' || argument === undefined) return null;
  return ts.isIdentifier(argument) ? argument.text : null;
}

function isModuleLevel(name: ts.Identifier, checker: ts.TypeChecker): boolean {
  return (symbolOf(name, checker)?.declarations ?? []).some((declaration) => {
    if (ts.findAncestor(declaration, ts.isImportDeclaration) !== undefined) return true;
    const statement = ts.isVariableDeclaration(declaration)
      ? ts.findAncestor(declaration, ts.isVariableStatement)
      : declaration;
    return statement !== undefined && ts.isSourceFile(statement.parent);
  });
}
