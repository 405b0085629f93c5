import { expect, it } from 'vitest';
import { declaredAs, methodsOf, propertiesOf, sourceFile, variantsOf } from './declarations.ts';
import { codeIn, document, rowsOf, sectionOf } from './markdown.ts';

it('lists everything that a store implements', () => {
  const methods = (name: string) => [name, methodsOf(declaredAs(name)).map((method) => method.name)] as const;
  const variants = (name: string, path: string, union: string) =>
    [name, variantsOf(sourceFile(path), union).map(({ type }) => type)] as const;

  const declared = [
    methods('Store'),
    methods('AppStore'),
    ...propertiesOf(declaredAs('AppStore')).map(([, repository]) => methods(repository)),
    variants('[loads](store-contract.md#loads)', 'store/loads.ts', 'Load'),
    variants('[changes](store-contract.md#changes)', 'store/changes.ts', 'Change'),
  ];
  const documented = rowsOf(sectionOf(document('docs/writing-a-store.md'), 'Everything to implement')).map(
    ([part = '', what = '']) => [part.replaceAll('`', ''), codeIn(what)],
  );
  expect(documented).toEqual(declared);
});
