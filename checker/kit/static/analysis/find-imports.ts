import ts from 'typescript';
import { visitAll } from './names.ts';

/** One place where a file names another module. */
export interface ImportSite {
  readonly node: ts.Node;
  /** Where it stands, for what is no node: a comment. */
  readonly at?: number;
  /** Null where it is only known at run time. */
  readonly specifier: string | null;
  /** `code` is loaded and run, `type` is erased, `url` is a file next to this one, `reference` is a `///` comment. */
  readonly kind: 'code' | 'type' | 'url' | 'reference';
}

/** Everything in a file that names another module, in every form that the language has. */
export function findImports(file: ts.SourceFile): ImportSite[] {
  const sites: ImportSite[] = [];
  visitAll(file, (node) => {
    const site = importAt(node);
    if (site !== null) sites.push(site);
  });
  for (const reference of [...file.referencedFiles, ...file.typeReferenceDirectives]) {
    sites.push({ node: file, at: reference.pos, specifier: reference.fileName, kind: 'reference' });
  }
  return sites;
}

function importAt(node: ts.Node): ImportSite | null {
  if (ts.isImportDeclaration(node)) {
    return site(node, node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
  }
  if (ts.isExportDeclaration(node)) {
    return node.moduleSpecifier === undefined ? null : site(node, node.moduleSpecifier, node.isTypeOnly);
  }
  if (ts.isExternalModuleReference(node)) return site(node, node.expression, false);
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? site(node, node.argument.literal, true) : null;
  }
  if (ts.isModuleDeclaration(node)) return ts.isStringLiteral(node.name) ? site(node, node.name, true) : null;
  if (ts.isCallExpression(node)) {
    if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return site(node, node.arguments[0], false);
    return node.expression.getText() === 'import.meta.resolve' ? urlSite(node, node.arguments[0]) : null;
  }
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'URL') return null;
  const [address, base] = node.arguments ?? [];
  return base?.getText() === 'import.meta.url' ? urlSite(node, address) : null;
}

function site(node: ts.Node, specifier: ts.Node | undefined, isType: boolean): ImportSite {
  const text = specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : null;
  return { node, specifier: text, kind: isType ? 'type' : 'code' };
}

/** An address that is put together at run time may be data; what is loaded by it is not an import. */
function urlSite(node: ts.Node, address: ts.Node | undefined): ImportSite | null {
  if (address === undefined || !ts.isStringLiteralLike(address)) return null;
  return { node, specifier: address.text, kind: 'url' };
}
