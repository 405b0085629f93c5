const resultNames = new Set(['Ok', 'Err', 'Result', 'ResultAsync']);

/**
 * Reports a statement whose value is, or holds, a neverthrow Result that nobody looks at. The stock rules see a
 * floating ResultAsync, since it can be awaited; they see neither a plain Result nor `await resultAsync;`.
 */
export const mustUseResult = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { unused: 'This {{name}} is discarded: handle, return or assign it.' },
  },
  create(context) {
    const { program, getTypeAtLocation } = context.sourceCode.parserServices;
    const checker = program.getTypeChecker();

    // `seen` ends the walk in a type that holds itself, as JSON values do.
    function resultNameIn(type, seen = new Set()) {
      if (seen.has(type)) return undefined;
      seen.add(type);
      for (const symbol of [type.aliasSymbol, type.symbol]) {
        if (symbol && resultNames.has(symbol.name) && symbol.declarations?.some(isOfNeverthrow))
          return symbol.name;
      }
      return partsOf(type)
        .map((part) => resultNameIn(part, seen))
        .find(Boolean);
    }

    function partsOf(type) {
      if (type.isUnionOrIntersection()) return type.types;
      if (checker.isArrayType(type) || checker.isTupleType(type)) return checker.getTypeArguments(type);
      return [];
    }

    return {
      ExpressionStatement(node) {
        if (node.expression.type === 'AssignmentExpression') return;
        const name = resultNameIn(getTypeAtLocation(node.expression));
        if (name) context.report({ node, messageId: 'unused', data: { name } });
      },
    };
  },
};

function isOfNeverthrow(declaration) {
  return declaration.getSourceFile().fileName.includes('/neverthrow/');
}
