import ts from 'typescript';

/** What a name stands for: `undefined` where nothing in the learner's source declares it. */
export function symbolOf(name: ts.Identifier, checker: ts.TypeChecker): ts.Symbol | undefined {
  const { parent } = name;
  if (ts.isShorthandPropertyAssignment(parent)) return checker.getShorthandAssignmentValueSymbol(parent);
  if (ts.isExportSpecifier(parent)) return checker.getExportSpecifierLocalTargetSymbol(parent);
  return checker.getSymbolAtLocation(name);
}

/** True when the name is the runtime's own, also when the learner merely declares that it exists. */
export function isGlobal(name: ts.Identifier, checker: ts.TypeChecker): boolean {
  const declarations = symbolOf(name, checker)?.declarations ?? [];
  return declarations.every(isAmbient);
}

/** `node:url` for what is imported from there under whatever name; null for what is not imported. */
export function importedFrom(
  name: ts.Identifier,
  checker: ts.TypeChecker,
): { readonly module: string; readonly name: string } | null {
  for (const declaration of symbolOf(name, checker)?.declarations ?? []) {
    const statement = ts.findAncestor(declaration, ts.isImportDeclaration);
    if (statement === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const module = statement.moduleSpecifier.text;
    if (ts.isImportSpecifier(declaration)) {
      return { module, name: (declaration.propertyName ?? declaration.name).text };
    }
    return { module, name: ts.isNamespaceImport(declaration) ? '*' : 'default' };
  }
  return null;
}

/** True for a name that is read, written or passed on; false where it only names a property, a type or a declaration. */
export function isValue(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isExportSpecifier(parent)) {
    return (
      !parent.isTypeOnly &&
      !parent.parent.parent.isTypeOnly &&
      parent.parent.parent.moduleSpecifier === undefined
    );
  }
  if ('name' in parent && parent.name === name) return false;
  if ('propertyName' in parent && parent.propertyName === name) return false;
  if ('label' in parent && parent.label === name) return false;
  if (ts.isQualifiedName(parent) || ts.isTypeQueryNode(parent) || ts.isTypePredicateNode(parent))
    return false;
  if (ts.isTypeReferenceNode(parent) || ts.isTypeParameterDeclaration(parent)) return false;
  if (ts.isImportClause(parent) || ts.isMetaProperty(parent)) return false;
  return !(ts.isExpressionWithTypeArguments(parent) && isErasedHeritage(parent));
}

/** The expression around a node without parentheses, assertions and the like. */
export function outermost(node: ts.Expression): ts.Expression {
  let each: ts.Expression = node;
  while (isWrapper(each.parent) && each.parent.expression === each) each = each.parent;
  return each;
}

/** The expression inside of parentheses, assertions and the like. */
export function innermost(node: ts.Expression): ts.Expression {
  let each = node;
  while (isWrapper(each)) each = each.expression;
  return each;
}

/** The name that an access path begins with: `a` in `a.b['c'].d`. */
export function rootOf(node: ts.Expression): ts.Identifier | null {
  let each = innermost(node);
  while (ts.isPropertyAccessExpression(each) || ts.isElementAccessExpression(each))
    each = innermost(each.expression);
  return ts.isIdentifier(each) ? each : null;
}

export function visitAll(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => visitAll(child, visit));
}

function isAmbient(declaration: ts.Declaration): boolean {
  return (
    declaration.getSourceFile().isDeclarationFile ||
    ts.findAncestor(declaration, (node) => ts.canHaveModifiers(node) && hasDeclare(node)) !== undefined
  );
}

function hasDeclare(node: ts.HasModifiers): boolean {
  return ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false;
}

function isErasedHeritage({ parent }: ts.ExpressionWithTypeArguments): boolean {
  if (!ts.isHeritageClause(parent)) return false;
  return parent.token === ts.SyntaxKind.ImplementsKeyword || ts.isInterfaceDeclaration(parent.parent);
}

type Wrapper =
  | ts.ParenthesizedExpression
  | ts.AsExpression
  | ts.SatisfiesExpression
  | ts.NonNullExpression
  | ts.TypeAssertion;

function isWrapper(node: ts.Node): node is Wrapper {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node)
  );
}
