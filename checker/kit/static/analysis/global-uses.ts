import ts from 'typescript';
import { importedFrom, isGlobal, isValue, outermost, visitAll } from './names.ts';

/** One use of something of the process that is there for everybody. */
export interface GlobalUse {
  readonly node: ts.Node;
  /** `process`, `console`, `Date`, `globalThis`, `require`, `eval`, `Function`. */
  readonly global: string;
  /**
   * Which of its properties: its name, `null` where it is used as a whole, `?` where the name is only known at run time.
   */
  readonly member: string | null;
  /** Where it stands, for uses as a whole: what it is part of. */
  readonly parent: ts.Node;
  readonly isWrite: boolean;
}

const watched: ReadonlySet<string> = new Set([
  'process',
  'console',
  'Date',
  'globalThis',
  'global',
  'require',
  'eval',
  'Function',
]);

/** All uses of the watched globals in a file, by their own names, through globalThis, destructured, or imported. */
export function findGlobalUses(file: ts.SourceFile, checker: ts.TypeChecker): GlobalUse[] {
  const uses: GlobalUse[] = [];
  visitAll(file, (node) => {
    if (ts.isIdentifier(node) && isValue(node)) {
      const name = globalNamed(node, checker);
      if (name !== null) uses.push(...usesOf(name, node));
    } else if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      uses.push(...importedMembers(node));
    }
  });
  return uses;
}

/** Which watched global a name stands for, if any. */
function globalNamed(name: ts.Identifier, checker: ts.TypeChecker): string | null {
  if (watched.has(name.text) && isGlobal(name, checker))
    return name.text === 'global' ? 'globalThis' : name.text;
  const origin = importedFrom(name, checker);
  if (origin === null || (origin.name !== 'default' && origin.name !== '*')) return null;
  const module = origin.module.replace(/^node:/, '');
  return module === 'process' || module === 'console' ? module : null;
}

function usesOf(global: string, value: ts.Expression): GlobalUse[] {
  const node = outermost(value);
  const { parent } = node;
  const use = { global, parent };
  if (isAccess(parent) && parent.expression === node) {
    const member = memberOf(parent);
    if (global === 'globalThis' && member !== '?' && !isWritten(parent)) {
      return watched.has(member) ? usesOf(member, parent) : [];
    }
    return [{ ...use, node: parent, member, isWrite: isWritten(parent) }];
  }
  const pattern = ts.isVariableDeclaration(parent) && parent.initializer === node ? parent.name : null;
  if (pattern !== null && ts.isObjectBindingPattern(pattern)) {
    return pattern.elements.flatMap((element): GlobalUse[] => {
      const member =
        element.dotDotDotToken === undefined ? nameOf(element.propertyName ?? element.name) : null;
      if (global === 'globalThis' && member !== null && member !== '?') {
        return watched.has(member)
          ? [{ node: element, global: member, member: null, parent: element, isWrite: false }]
          : [];
      }
      return [{ ...use, node: element, member, isWrite: false }];
    });
  }
  return [{ ...use, node, member: null, isWrite: false }];
}

/** `import { env } from 'node:process'`, and what is passed on from there. */
function importedMembers(node: ts.ImportDeclaration | ts.ExportDeclaration): GlobalUse[] {
  const from = node.moduleSpecifier;
  const erased = ts.isImportDeclaration(node)
    ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
    : node.isTypeOnly;
  if (erased || from === undefined || !ts.isStringLiteral(from)) return [];
  const global = from.text.replace(/^node:/, '');
  if (global !== 'process' && global !== 'console') return [];
  const use = { global, parent: node, isWrite: false };
  if (
    ts.isExportDeclaration(node) &&
    (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause))
  ) {
    return [{ ...use, node, member: null }];
  }
  const named = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
  if (named === undefined || ts.isNamespaceImport(named) || ts.isNamespaceExport(named)) return [];
  return named.elements.flatMap((element): GlobalUse[] => {
    const name = (element.propertyName ?? element.name).text;
    // What is imported as a whole is judged where it is used.
    if (element.isTypeOnly || (name === 'default' && ts.isImportDeclaration(node))) return [];
    return [{ ...use, node: element, member: name === 'default' ? null : name }];
  });
}

type Access = ts.PropertyAccessExpression | ts.ElementAccessExpression;

function isAccess(node: ts.Node): node is Access {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

function memberOf(access: Access): string {
  if (ts.isPropertyAccessExpression(access)) return access.name.text;
  return ts.isStringLiteralLike(access.argumentExpression) ? access.argumentExpression.text : '?';
}

function nameOf(name: ts.PropertyName | ts.BindingName): string {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : '?';
}

function isWritten(access: Access): boolean {
  const { parent } = outermost(access);
  if (ts.isDeleteExpression(parent) || ts.isPostfixUnaryExpression(parent)) return true;
  if (ts.isPrefixUnaryExpression(parent)) {
    return (
      parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken
    );
  }
  if (!ts.isBinaryExpression(parent) || parent.left !== outermost(access)) return false;
  const { kind } = parent.operatorToken;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
