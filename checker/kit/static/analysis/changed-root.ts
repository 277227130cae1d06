import ts from 'typescript';
import { innermost, rootOf } from './names.ts';

/** The name whose value a node changes from within: the `a` of `a.b = 1`, `a.b++`, `delete a.b`, `Object.assign(a, …)`. */
export function changedRoot(node: ts.Node): ts.Identifier | null {
  if (ts.isCallExpression(node)) {
    const [argument] = node.arguments;
    return argument !== undefined && changers.has(node.expression.getText()) ? rootOf(argument) : null;
  }
  const target = targetOf(node);
  // Setting a variable again is judged where it is declared.
  return target === null || ts.isIdentifier(innermost(target)) ? null : rootOf(target);
}

function targetOf(node: ts.Node): ts.Expression | null {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const assigns = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return assigns ? node.left : null;
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const { operator, operand } = node;
    return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken
      ? operand
      : null;
  }
  return ts.isDeleteExpression(node) ? node.expression : null;
}

const changers: ReadonlySet<string> = new Set([
  'Object.assign',
  'Object.defineProperty',
  'Object.defineProperties',
  'Object.setPrototypeOf',
  'Reflect.set',
  'Reflect.defineProperty',
]);
