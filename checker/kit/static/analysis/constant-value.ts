import ts from 'typescript';
import { importedFrom, innermost, isGlobal } from './names.ts';
import { givenBy } from './pure-calls.ts';
import { type Promised, promiseOf } from './readonly-type.ts';
import { advice } from './state-advice.ts';

/** Why a value may not stand at module level. */
export interface Fault {
  readonly node: ts.Node;
  readonly text: string;
  readonly instead: string;
}

/** What protects the value from being changed. */
interface Guard {
  readonly kind: 'none' | 'frozen' | 'const' | 'typed' | 'deep';
  /** The written type promises that nothing in it can be called. */
  readonly data: boolean;
  /** True inside of another literal. */
  readonly nested: boolean;
}

const unguarded: Guard = { kind: 'none', data: false, nested: false };

/**
 * Judges what a module-level `const` or a `static readonly` field holds; null when it is a constant.
 *
 * @param frozen when a later `Object.freeze(name)` at module level protects it
 */
export function faultOfValue(
  value: ts.Expression,
  type: ts.TypeNode | undefined,
  frozen: boolean,
  checker: ts.TypeChecker,
): Fault | null {
  const guard: Guard = frozen ? { ...unguarded, kind: 'frozen' } : unguarded;
  return judge(value, type === undefined ? guard : typed(promiseOf(type, checker), guard), checker);
}

function judge(value: ts.Expression, guard: Guard, checker: ts.TypeChecker): Fault | null {
  if (
    ts.isParenthesizedExpression(value) ||
    ts.isNonNullExpression(value) ||
    ts.isSatisfiesExpression(value)
  ) {
    return judge(value.expression, guard, checker);
  }
  if (ts.isAsExpression(value) || ts.isTypeAssertionExpression(value)) {
    return judge(value.expression, asserted(value.type, guard, checker), checker);
  }
  const all = (parts: readonly ts.Expression[], inner: Guard = { ...guard, nested: true }): Fault | null => {
    for (const part of parts) {
      const fault = judge(part, inner, checker);
      if (fault !== null) return fault;
    }
    return null;
  };
  if (ts.isConditionalExpression(value))
    return all([value.condition, value.whenTrue, value.whenFalse], guard);
  if (ts.isBinaryExpression(value)) return judgeBinary(value, all, guard);
  if (ts.isPrefixUnaryExpression(value) || ts.isPostfixUnaryExpression(value)) {
    const changes =
      value.operator === ts.SyntaxKind.PlusPlusToken || value.operator === ts.SyntaxKind.MinusMinusToken;
    return changes ? fault(value, advice.effect) : all([value.operand], guard);
  }
  if (ts.isTypeOfExpression(value) || ts.isVoidExpression(value)) return all([value.expression], guard);
  if (ts.isTemplateExpression(value)) return all(value.templateSpans.map(({ expression }) => expression));
  if (ts.isPropertyAccessExpression(value)) return judgeBase(value.expression, guard, checker);
  if (ts.isElementAccessExpression(value)) {
    return judgeBase(value.expression, guard, checker) ?? all([value.argumentExpression]);
  }
  if (ts.isObjectLiteralExpression(value)) {
    return (
      faultOfContainer(value, value.properties.length, guard) ??
      all(value.properties.flatMap(valuesOf), inside(guard))
    );
  }
  if (ts.isArrayLiteralExpression(value)) {
    const elements = value.elements.map((each) => (ts.isSpreadElement(each) ? each.expression : each));
    return faultOfContainer(value, elements.length, guard) ?? all(elements, inside(guard));
  }
  if (ts.isNewExpression(value))
    return judgeNew(value, guard, checker) ?? all(value.arguments ?? [], frozenInside);
  if (ts.isCallExpression(value)) return judgeCall(value, guard, checker);
  if (ts.isTaggedTemplateExpression(value)) {
    return givenBy(value, checker) === 'value' || (guard.data && guard.kind !== 'none')
      ? null
      : fault(value, advice.call);
  }
  if (ts.isRegularExpressionLiteral(value)) {
    return /[gy][a-z]*$/.test(value.text.slice(value.text.lastIndexOf('/')))
      ? fault(value, advice.regex)
      : null;
  }
  if (ts.isAwaitExpression(value)) return fault(value, advice.wait);
  return ts.isDeleteExpression(value) ? fault(value, advice.effect) : null;
}

/** Arguments and receivers: what they hold is gone when the value is made, or part of it. */
const frozenInside: Guard = { kind: 'const', data: false, nested: true };

function judgeBinary(
  value: ts.BinaryExpression,
  all: (parts: readonly ts.Expression[], inner?: Guard) => Fault | null,
  guard: Guard,
): Fault | null {
  const operator = value.operatorToken.kind;
  const assigns = operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
  return assigns ? fault(value, advice.effect) : all([value.left, value.right], guard);
}

/** `x.y`: what x is made from must be harmless; a literal table that is only looked into is. */
function judgeBase(base: ts.Expression, guard: Guard, checker: ts.TypeChecker): Fault | null {
  const inner = innermost(base);
  if (ts.isCallExpression(inner) && guard.data && guard.kind !== 'none') return null;
  return judge(inner, frozenInside, checker);
}

function judgeNew(value: ts.NewExpression, guard: Guard, checker: ts.TypeChecker): Fault | null {
  const name = value.expression.getText();
  const root = ts.isPropertyAccessExpression(value.expression)
    ? value.expression.expression
    : value.expression;
  const ofRuntime =
    ts.isIdentifier(root) && (isGlobal(root, checker) || importedFrom(root, checker)?.module === 'node:url');
  if (ofRuntime) {
    if (name === 'URL' || name === 'TextEncoder' || name.startsWith('Intl.')) return null;
    if (name === 'RegExp') return hasStatefulFlags(value) ? fault(value, advice.regex) : null;
    const collection = ['Set', 'Map', 'Array'].includes(name);
    if (collection && !guard.nested && (guard.kind === 'typed' || guard.kind === 'deep')) return null;
    if (collection && guard.kind === 'deep') return null;
    if (['Set', 'Map', 'Array', 'WeakMap', 'WeakSet', 'Uint8Array'].includes(name)) {
      return fault(value, guard.kind === 'frozen' ? advice.frozenCollection : advice.collection);
    }
  }
  const promised = !guard.nested && guard.data && (guard.kind === 'typed' || guard.kind === 'deep');
  return promised ? null : fault(value, advice.instance);
}

function hasStatefulFlags({ arguments: args }: ts.NewExpression): boolean {
  const flags = args?.[1];
  return flags !== undefined && !(ts.isStringLiteralLike(flags) && !/[gy]/.test(flags.text));
}

function judgeCall(value: ts.CallExpression, guard: Guard, checker: ts.TypeChecker): Fault | null {
  const callee = innermost(value.expression);
  if (ts.isFunctionExpression(callee) || ts.isArrowFunction(callee)) return fault(value, advice.closure);
  if (callee.getText() === 'Object.freeze' && value.arguments[0] !== undefined) {
    return judge(value.arguments[0], guard.kind === 'none' ? { ...guard, kind: 'frozen' } : guard, checker);
  }
  const given = givenBy(value, checker);
  const promised = guard.data && (guard.kind === 'typed' || guard.kind === 'deep');
  if (given === 'unknown') return promised ? null : fault(value, advice.call);
  if (given === 'container' && guard.kind === 'none' && !guard.nested) return fault(value, advice.container);
  for (const argument of value.arguments) {
    const found = judge(ts.isSpreadElement(argument) ? argument.expression : argument, frozenInside, checker);
    if (found !== null) return found;
  }
  return ts.isPropertyAccessExpression(callee) ? judge(callee.expression, frozenInside, checker) : null;
}

/** An empty container within a constant has one use: to be filled. */
function faultOfContainer(value: ts.Expression, size: number, guard: Guard): Fault | null {
  if (guard.kind === 'none') return fault(value, advice.container);
  const fillable = size === 0 && guard.nested && (guard.kind === 'frozen' || guard.kind === 'typed');
  return fillable ? fault(value, advice.fillable) : null;
}

function inside(guard: Guard): Guard {
  return { ...guard, nested: true };
}

function valuesOf(property: ts.ObjectLiteralElementLike): ts.Expression[] {
  if (ts.isPropertyAssignment(property)) return [property.initializer];
  return ts.isSpreadAssignment(property) ? [property.expression] : [];
}

function asserted(type: ts.TypeNode, guard: Guard, checker: ts.TypeChecker): Guard {
  if (ts.isConstTypeReference(type)) return { ...guard, kind: guard.kind === 'deep' ? 'deep' : 'const' };
  return typed(promiseOf(type, checker), guard);
}

/** A written type protects at least as well as what protected the value before. */
function typed(promised: Promised, guard: Guard): Guard {
  if (promised.readonly === 'no') return guard;
  if (promised.readonly === 'deep') return { ...guard, kind: 'deep', data: promised.data };
  return guard.kind === 'none' || guard.kind === 'frozen'
    ? { ...guard, kind: 'typed', data: promised.data }
    : guard;
}

function fault(node: ts.Node, { text, instead }: { readonly text: string; readonly instead: string }): Fault {
  return { node, text, instead };
}
