import ts from 'typescript';

/** What a written type promises about a value. */
export interface Promised {
  /** `deep`: nothing in it can be changed; `shallow`: its own properties cannot; `no`: it may be anything. */
  readonly readonly: 'deep' | 'shallow' | 'no';
  /** Nothing in it can be called, so that no state hides behind it. */
  readonly data: boolean;
}

const anything: Promised = { readonly: 'no', data: false };
const primitive: Promised = { readonly: 'deep', data: true };
/** A type that is declared elsewhere: in a package, or in the runtime. */
const unresolved: Promised = { readonly: 'no', data: true };
/** An element that may be changed, in something that may not. */
const unknownPart: Promised = { readonly: 'shallow', data: true };

const primitives: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.StringKeyword,
  ts.SyntaxKind.NumberKeyword,
  ts.SyntaxKind.BooleanKeyword,
  ts.SyntaxKind.BigIntKeyword,
  ts.SyntaxKind.SymbolKeyword,
  ts.SyntaxKind.NullKeyword,
  ts.SyntaxKind.UndefinedKeyword,
  ts.SyntaxKind.NeverKeyword,
  ts.SyntaxKind.LiteralType,
  ts.SyntaxKind.TemplateLiteralType,
]);

/** Judges a type by how it is written, following the learner's own interfaces and aliases. */
export function promiseOf(type: ts.TypeNode, checker: ts.TypeChecker): Promised {
  return judge(type, { checker, open: new Set() });
}

interface Context {
  readonly checker: ts.TypeChecker;
  /** Declarations being judged: a type that contains itself changes nothing about the verdict. */
  readonly open: Set<ts.Declaration>;
}

function judge(type: ts.TypeNode, context: Context): Promised {
  if (primitives.has(type.kind)) return primitive;
  if (ts.isParenthesizedTypeNode(type)) return judge(type.type, context);
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) {
    return weakest(type.types.map((part) => judge(part, context)));
  }
  if (ts.isTypeOperatorNode(type)) return judgeOperator(type, context);
  if (ts.isFunctionTypeNode(type)) return { readonly: 'deep', data: false };
  if (ts.isTypeLiteralNode(type)) return judgeMembers(type.members, context, false);
  if (ts.isMappedTypeNode(type)) return type.readonlyToken === undefined ? anything : unknownPart;
  if (ts.isTypeQueryNode(type)) return unknownPart;
  return ts.isTypeReferenceNode(type) ? judgeReference(type, context) : anything;
}

function judgeOperator({ operator, type }: ts.TypeOperatorNode, context: Context): Promised {
  if (operator !== ts.SyntaxKind.ReadonlyKeyword) return primitive;
  if (ts.isArrayTypeNode(type)) return holding([judge(type.elementType, context)]);
  if (!ts.isTupleTypeNode(type)) return anything;
  return holding(type.elements.map((part) => judge(ts.isNamedTupleMember(part) ? part.type : part, context)));
}

function judgeReference(type: ts.TypeReferenceNode, context: Context): Promised {
  const name = type.typeName.getText();
  const parts = type.typeArguments ?? [];
  if (name === 'ReadonlyArray' || name === 'ReadonlySet' || name === 'ReadonlyMap') {
    return holding(parts.map((part) => judge(part, context)));
  }
  if (name === 'Readonly' && parts[0] !== undefined) return judgeReadonly(parts[0], context);
  return judgeDeclared(type.typeName, context, false);
}

/** `Readonly<T>`: the members of T as if each were written readonly. */
function judgeReadonly(type: ts.TypeNode, context: Context): Promised {
  if (ts.isTypeLiteralNode(type)) return judgeMembers(type.members, context, true);
  if (ts.isArrayTypeNode(type)) return holding([judge(type.elementType, context)]);
  if (!ts.isTypeReferenceNode(type)) return { readonly: 'shallow', data: judge(type, context).data };
  const value = type.typeArguments?.at(-1);
  if (value !== undefined && ['Record', 'Array', 'Set', 'Map', 'Partial'].includes(type.typeName.getText())) {
    return ts.isIdentifier(type.typeName) && type.typeName.text === 'Partial'
      ? judgeReadonly(value, context)
      : holding([judge(value, context)]);
  }
  const declared = judgeDeclared(type.typeName, context, true);
  if (declared === unresolved) return { readonly: 'shallow', data: false };
  return declared.readonly === 'no' ? { ...declared, readonly: 'shallow' } : declared;
}

function judgeDeclared(name: ts.EntityName, context: Context, asReadonly: boolean): Promised {
  const found = context.checker.getSymbolAtLocation(name);
  if (found === undefined) return unresolved;
  const symbol = found.flags & ts.SymbolFlags.Alias ? context.checker.getAliasedSymbol(found) : found;
  const declarations = symbol.declarations ?? [];
  if (declarations.length === 0) return unresolved;
  const parts = declarations.map((declaration) => judgeDeclaration(declaration, context, asReadonly));
  return parts.length === 1 ? (parts[0] as Promised) : weakest(parts);
}

function judgeDeclaration(declaration: ts.Declaration, context: Context, asReadonly: boolean): Promised {
  if (context.open.has(declaration)) return primitive;
  context.open.add(declaration);
  try {
    if (ts.isTypeAliasDeclaration(declaration)) {
      return asReadonly ? judgeReadonly(declaration.type, context) : judge(declaration.type, context);
    }
    if (!ts.isInterfaceDeclaration(declaration)) return anything;
    const parents = (declaration.heritageClauses ?? []).flatMap(({ types }) =>
      types.map(({ expression }) =>
        ts.isIdentifier(expression) ? judgeDeclared(expression, context, asReadonly) : anything,
      ),
    );
    return weakest([judgeMembers(declaration.members, context, asReadonly), ...parents]);
  } finally {
    context.open.delete(declaration);
  }
}

function judgeMembers(members: readonly ts.TypeElement[], context: Context, asReadonly: boolean): Promised {
  const parts = members.map((member) => {
    // A method can be replaced like any property, and may hide state.
    if (!ts.isPropertySignature(member) && !ts.isIndexSignatureDeclaration(member)) return anything;
    return member.type === undefined ? anything : judge(member.type, context);
  });
  const isReadonly = asReadonly || members.every(isMarkedReadonly);
  return isReadonly ? holding(parts) : { readonly: 'no', data: parts.every(({ data }) => data) };
}

function isMarkedReadonly(member: ts.TypeElement): boolean {
  const modifiers = ts.canHaveModifiers(member) ? ts.getModifiers(member) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword) === true;
}

/** Something readonly that holds these. */
function holding(parts: readonly Promised[]): Promised {
  const deep = parts.every((part) => part.readonly === 'deep');
  return { readonly: deep ? 'deep' : 'shallow', data: parts.every(({ data }) => data) };
}

function weakest(parts: readonly Promised[]): Promised {
  const order = ['no', 'shallow', 'deep'] as const;
  const least = order.find((level) => parts.some((part) => part.readonly === level)) ?? 'deep';
  return { readonly: least, data: parts.every(({ data }) => data) };
}
