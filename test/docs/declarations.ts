/**
 * What the sources declare, as the compiler reads it: the documentation is compared with this and not with a copy.
 *
 * @module
 */

import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile).config,
  ts.sys,
  root,
);

const program = ts.createProgram([`${root}src/index.ts`], options);
const checker = program.getTypeChecker();

/** One method of an interface: its name, its documentation, what it takes and what it returns. */
export interface Method {
  readonly name: string;
  readonly doc: string;
  /** The type of each parameter, as it is written. */
  readonly takes: readonly string[];
  readonly returns: ts.TypeNode;
}

/** A member of a union of tagged objects: its `type`, and the comment above it. */
export interface Variant {
  readonly type: string;
  readonly doc: string;
}

/** One refusal, in the order in which a command's type names them. */
export interface Refusal {
  readonly code: string;
  /** The fields that it has beside its code. */
  readonly facts: readonly string[];
}

/** The declarations of one source file, `path` being relative to src/. */
export function sourceFile(path: string): ts.SourceFile {
  const file = program.getSourceFile(`${root}src/${path}`);
  if (!file) throw new Error(`src/${path} is not part of Kithkin`);
  return file;
}

/** Every source file that `src/index.ts` leads to. */
export function ownSourceFiles(): readonly ts.SourceFile[] {
  return program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${root}src/`));
}

/** The interface of that name. */
export function interfaceIn(file: ts.SourceFile, name: string): ts.InterfaceDeclaration {
  const found = file.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  );
  if (!found || !ts.isInterfaceDeclaration(found))
    throw new Error(`${file.fileName} has no interface ${name}`);
  return found;
}

/** What the type alias of that name stands for. */
export function aliasIn(file: ts.SourceFile, name: string): ts.TypeNode {
  const found = file.statements.find(
    (statement) => ts.isTypeAliasDeclaration(statement) && statement.name.text === name,
  );
  if (!found || !ts.isTypeAliasDeclaration(found)) throw new Error(`${file.fileName} has no type ${name}`);
  return found.type;
}

/** The comment of the function of that name. */
export function commentOf(file: ts.SourceFile, name: string): string {
  const found = file.statements.find(
    (statement) => ts.isFunctionDeclaration(statement) && statement.name?.text === name,
  );
  if (!found || !ts.isFunctionDeclaration(found)) throw new Error(`${file.fileName} has no function ${name}`);
  return docOf(found);
}

/** The methods that an interface declares, in their order. */
export function methodsOf(declaration: ts.InterfaceDeclaration): readonly Method[] {
  return declaration.members.filter(ts.isMethodSignature).map((member) => {
    if (!member.type) throw new Error(`${member.name.getText()} declares no result`);
    const takes = member.parameters.map(({ type }) => type?.getText() ?? '');
    return { name: member.name.getText(), doc: docOf(member), takes, returns: member.type };
  });
}

/** The properties that an interface declares: each name, and the name of its type. */
export function propertiesOf(declaration: ts.InterfaceDeclaration): readonly (readonly [string, string])[] {
  return declaration.members
    .filter(ts.isPropertySignature)
    .map((member) => [member.name.getText(), member.type?.getText() ?? ''] as const);
}

/** The type of a property that an interface declares. */
export function typeOfProperty(declaration: ts.InterfaceDeclaration, name: string): ts.TypeNode {
  const member = declaration.members
    .filter(ts.isPropertySignature)
    .find((each) => each.name.getText() === name);
  if (!member?.type) throw new Error(`${declaration.name.text} declares no type of ${name}`);
  return member.type;
}

/** The file in which the interface that a property's type names is declared. */
export function declaredAs(name: string): ts.InterfaceDeclaration {
  for (const file of ownSourceFiles()) {
    for (const statement of file.statements) {
      if (ts.isInterfaceDeclaration(statement) && statement.name.text === name) return statement;
    }
  }
  throw new Error(`No interface ${name}`);
}

/** The members of a union of tagged objects. */
export function variantsOf(file: ts.SourceFile, name: string): readonly Variant[] {
  const alias = file.statements.find(
    (statement) => ts.isTypeAliasDeclaration(statement) && statement.name.text === name,
  );
  if (!alias || !ts.isTypeAliasDeclaration(alias) || !ts.isUnionTypeNode(alias.type)) {
    throw new Error(`${file.fileName} has no union ${name}`);
  }
  let end = alias.type.getFullStart();
  return alias.type.types.map((member) => {
    const comment = file.text.slice(end, member.getStart()).match(/\/\*\*([\s\S]*?)\*\//);
    end = member.getEnd();
    return { type: tagOf(member, 'type') ?? '', doc: comment?.[1]?.trim() ?? '' };
  });
}

/** The refusals in a type, in the order in which the sources write them, each once. */
export function refusalsIn(type: ts.TypeNode): readonly Refusal[] {
  const found = new Map<string, Refusal>();
  collect(type);
  return [...found.values()];

  function collect(node: ts.TypeNode): void {
    if (ts.isUnionTypeNode(node)) {
      for (const member of node.types) collect(member);
      return;
    }
    if (!ts.isTypeReferenceNode(node)) throw new Error(`Cannot read ${node.getText()} as a list of refusals`);
    const declaration = declarationOf(node);
    if (ts.isTypeAliasDeclaration(declaration)) {
      collect(declaration.type);
      return;
    }
    const code = tagOf(declaration, 'code');
    if (code === undefined) throw new Error(`${node.getText()} has no literal code`);
    const facts = declaration.members.flatMap((member) => (member.name ? [member.name.getText()] : []));
    found.set(code, found.get(code) ?? { code, facts: facts.filter((fact) => fact !== 'code') });
  }
}

/** The error type of `ResultAsync<value, error>`, and the type of its value. */
export function resultOf(returns: ts.TypeNode): { readonly value: ts.TypeNode; readonly error: ts.TypeNode } {
  if (ts.isTypeReferenceNode(returns) && returns.typeName.getText() === 'ResultAsync') {
    const [value, error] = returns.typeArguments ?? [];
    if (value && error) return { value, error };
  }
  throw new Error(`${returns.getText()} is no ResultAsync`);
}

/** The error type of the items in `readonly ItemOutcome<value, error>[]`, if that is what a type is. */
export function itemErrorIn(type: ts.TypeNode): ts.TypeNode | undefined {
  const list = ts.isTypeOperatorNode(type) ? type.type : type;
  if (!ts.isArrayTypeNode(list) || !ts.isTypeReferenceNode(list.elementType)) return undefined;
  const { typeName, typeArguments } = list.elementType;
  return typeName.getText() === 'ItemOutcome' ? typeArguments?.[1] : undefined;
}

function declarationOf(node: ts.TypeReferenceNode): ts.InterfaceDeclaration | ts.TypeAliasDeclaration {
  let symbol = checker.getSymbolAtLocation(node.typeName);
  if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
  const declaration = symbol?.declarations?.[0];
  if (declaration && (ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration))) {
    return declaration;
  }
  throw new Error(`Cannot find what ${node.getText()} is`);
}

/** The literal type of one property of a type literal or an interface. */
function tagOf(node: ts.Node, name: string): string | undefined {
  if (!ts.isTypeLiteralNode(node) && !ts.isInterfaceDeclaration(node)) return undefined;
  for (const member of node.members) {
    if (!ts.isPropertySignature(member) || member.name.getText() !== name || !member.type) continue;
    if (ts.isLiteralTypeNode(member.type) && ts.isStringLiteral(member.type.literal))
      return member.type.literal.text;
  }
  return undefined;
}

function docOf(node: ts.Node): string {
  return ts
    .getJSDocCommentsAndTags(node)
    .map((doc) => doc.getText())
    .join('\n');
}

/** A type that a command takes: its fields, inherited ones too, and which words each may be, if there are few. */
export interface InputType {
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly words: readonly unknown[] }[];
}

/** Every type that src/index.ts exports and that a command of an app takes, as its name tells. */
export function inputTypes(): readonly InputType[] {
  const index = checker.getSymbolAtLocation(sourceFile('index.ts'));
  if (!index) throw new Error('src/index.ts exports nothing');
  return checker
    .getExportsOfModule(index)
    .filter(({ name }) => /(Input|Options)$/.test(name) && !takeStores.has(name))
    .map((exported) => {
      const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
      const type = checker.getDeclaredTypeOfSymbol(isAlias ? checker.getAliasedSymbol(exported) : exported);
      const fields = checker
        .getPropertiesOfType(type)
        .map((field) => ({ name: field.name, words: wordsIn(checker.getTypeOfSymbol(field)) }));
      return { name: exported.name, fields };
    });
}

/** Options of what is done with a store and is no command of an app. */
const takeStores: ReadonlySet<string> = new Set([
  'OpenAppOptions',
  'ExportAppOptions',
  'ExportUserOptions',
  'ImportAppOptions',
]);

/** The literals of a type, or of the items of a list. */
function wordsIn(type: ts.Type): readonly unknown[] {
  if (type.isUnion()) return type.types.flatMap(wordsIn);
  if (type.isLiteral()) return [type.value];
  if (type.flags & ts.TypeFlags.BooleanLiteral) return [checker.typeToString(type) === 'true'];
  return checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference).flatMap(wordsIn) : [];
}
