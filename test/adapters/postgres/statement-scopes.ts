/**
 * What a statement does, as PostgreSQL's own parser reads it: of which kind it is, what it is made of, and to which app
 * each of its tables is held.
 *
 * @module
 */
import { parse } from 'libpg-query';

/** A node of a syntax tree; its children are nodes, lists of them, and plain values. */
type Node = Readonly<Record<string, unknown>>;

/** What was found of one statement. */
export interface Reading {
  /** Of which kind it is, such as `SelectStmt`. */
  readonly kind: string;
  /** Every kind of node in it. */
  readonly nodes: ReadonlySet<string>;
  /** What it calls. */
  readonly functions: ReadonlySet<string>;
  /** The columns that it names. */
  readonly columns: ReadonlySet<string>;
  /** The words that decide what it means: operators, locks, set operations. */
  readonly words: ReadonlySet<string>;
  /** The tables that it names. */
  readonly tables: ReadonlySet<string>;
  /** The numbers of the parameters that name the app. */
  readonly apps: ReadonlySet<number>;
  /** What may reach the rows of another app. */
  readonly loose: readonly string[];
}

/** Reads a statement. */
export async function readStatement(text: string): Promise<Reading> {
  const { stmts = [] } = (await parse(text)) as { readonly stmts?: readonly { readonly stmt: Node }[] };
  const [only] = stmts;
  if (!only || stmts.length > 1) throw new Error(`not one statement: ${text}`);
  const parts: Parts = {
    nodes: new Set(),
    functions: new Set(),
    columns: new Set(),
    words: new Set(),
    tables: new Set(),
  };
  collect(only.stmt, parts);
  const scopes = new Scopes();
  scopes.enter(only.stmt);
  const [kind = 'nothing'] = Object.keys(only.stmt);
  return { kind, ...parts, apps: scopes.apps, loose: scopes.loose };
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** What a statement is made of, wherever in it. */
interface Parts {
  readonly nodes: Set<string>;
  readonly functions: Set<string>;
  readonly columns: Set<string>;
  readonly words: Set<string>;
  readonly tables: Set<string>;
}

function collect(value: unknown, parts: Parts): void {
  if (Array.isArray(value)) for (const each of value) collect(each, parts);
  if (!isNode(value) || Array.isArray(value)) return;
  for (const [name, child] of Object.entries(value)) {
    if (/^[A-Z]/.test(name)) parts.nodes.add(name);
    // Enumerated: `LCS_FORSHARE`, `AEXPR_IN`, `SETOP_UNION`.
    if (typeof child === 'string' && /^[A-Z]+_[A-Z_0-9]+$/.test(child)) parts.words.add(child);
    if (!isNode(child)) continue;
    if (name === 'FuncCall') parts.functions.add(wordsIn(child.funcname).join('.'));
    if (name === 'ColumnRef') parts.columns.add(wordsIn(child.fields).at(-1) ?? '*');
    if (name === 'A_Expr') parts.words.add(wordsIn(child.name).join('.'));
    if (name === 'RangeVar' || name === 'relation') parts.tables.add(String(child.relname));
    collect(child, parts);
  }
}

function wordsIn(names: unknown): readonly string[] {
  return (names as readonly Node[]).flatMap((each) => {
    const text = each.String as Node | undefined;
    return text ? [String(text.sval)] : [];
  });
}

/** Tables by the names they go by, and whether each is held to the app. */
type Scope = Map<string, { readonly table: string; isHeld: boolean }>;

/** Follows which tables a condition holds to the app, and which it does not. */
class Scopes {
  readonly apps = new Set<number>();
  readonly loose: string[] = [];
  /** The names of `with`, of which what is behind is held. */
  readonly #known = new Set<string>();

  /** Reads a statement inside of others, whose tables it may name too. */
  enter(statement: Node, outer: readonly Scope[] = []): void {
    const [[kind, given] = ['', {}]] = Object.entries(statement);
    const body = given as Node;
    if (kind === 'SelectStmt') this.#select(body, outer);
    if (kind === 'InsertStmt') this.#insert(body, outer);
    if (kind === 'UpdateStmt' || kind === 'DeleteStmt') {
      const targets = (body.targetList ?? []) as readonly Node[];
      if (targets.some((target) => (target.ResTarget as Node).name === 'app_id'))
        this.loose.push('moves a row');
      this.#scope([{ RangeVar: body.relation }], body.whereClause, body, outer);
    }
  }

  #select(body: Node, outer: readonly Scope[]): void {
    for (const each of ((body.withClause as Node | undefined)?.ctes ?? []) as readonly Node[]) {
      const { ctename, ctequery } = each.CommonTableExpr as Node;
      this.enter(ctequery as Node, outer);
      this.#known.add(String(ctename));
    }
    for (const side of ['larg', 'rarg']) if (body[side]) this.enter({ SelectStmt: body[side] }, outer);
    this.#scope((body.fromClause ?? []) as readonly Node[], body.whereClause, body, outer);
  }

  #insert(body: Node, outer: readonly Scope[]): void {
    const { relname } = body.relation as Node;
    const place = ((body.cols ?? []) as readonly Node[]).findIndex(
      (column) => (column.ResTarget as Node).name === 'app_id',
    );
    const select = (body.selectStmt as Node | undefined)?.SelectStmt as Node | undefined;
    const lists = (select?.valuesLists ?? []) as readonly Node[];
    for (const list of lists) {
      const value = ((list.List as Node).items as readonly Node[])[place];
      if (place < 0 || !this.#isApp(value, [])) this.loose.push(`inserts into ${relname} without an app`);
    }
    const conflict = body.onConflictClause as Node | undefined;
    const [first] = ((conflict?.infer as Node | undefined)?.indexElems ?? []) as readonly Node[];
    if (first && (first.IndexElem as Node).name !== 'app_id') this.loose.push('meets a key without an app');
    if (lists.length > 0 || !select) return;
    const scope = this.#scope(
      (select.fromClause ?? []) as readonly Node[],
      select.whereClause,
      select,
      outer,
    );
    const target = ((select.targetList ?? []) as readonly Node[])[place]?.ResTarget as Node | undefined;
    if (!this.#isApp(target?.val as Node | undefined, [scope]))
      this.loose.push(`inserts into ${relname} from another app`);
  }

  /** Looks whether the conditions of one statement hold all its tables to the app. */
  #scope(from: readonly Node[], where: unknown, body: Node, outer: readonly Scope[]): Scope {
    const scope: Scope = new Map();
    const conditions: unknown[] = [where];
    for (const each of from) this.#add(each, scope, conditions, outer);
    const equal = conditions.flatMap(conjunctsOf).flatMap(sidesOf);
    // Held by a parameter, or by another table that is: as often as there are tables.
    for (let round = 0; round <= scope.size; round += 1) {
      for (const [one, other] of equal) {
        const held = this.#tableOf(one, [scope]);
        if (held && this.#isApp(other, [scope, ...outer])) held.isHeld = true;
      }
    }
    for (const [name, { table, isHeld }] of scope) if (!isHeld) this.loose.push(`${table} as ${name}`);
    const { larg, rarg, fromClause, withClause, ...rest } = body;
    this.#enterAll(rest, [scope, ...outer]);
    return scope;
  }

  #add(from: Node, scope: Scope, conditions: unknown[], outer: readonly Scope[]): void {
    const table = from.RangeVar as Node | undefined;
    const join = from.JoinExpr as Node | undefined;
    const inner = from.RangeSubselect as Node | undefined;
    if (table && !this.#known.has(String(table.relname))) {
      const name = String((table.alias as Node | undefined)?.aliasname ?? table.relname);
      scope.set(name, { table: String(table.relname), isHeld: false });
    }
    if (join) {
      for (const side of [join.larg, join.rarg]) this.#add(side as Node, scope, conditions, outer);
      conditions.push(join.quals);
    }
    if (inner) this.enter(inner.subquery as Node, outer);
  }

  /** Enters each statement inside of an expression. */
  #enterAll(value: unknown, outer: readonly Scope[]): void {
    if (Array.isArray(value)) for (const each of value) this.#enterAll(each, outer);
    else if (isNode(value)) {
      if ('SelectStmt' in value) this.enter(value, outer);
      else for (const child of Object.values(value)) this.#enterAll(child, outer);
    }
  }

  /** Whether a value is the app: a parameter, or the column of a table that is held to it. */
  #isApp(value: Node | undefined, scopes: readonly Scope[]): boolean {
    const parameter = value?.ParamRef as Node | undefined;
    if (parameter) this.apps.add(Number(parameter.number));
    return parameter !== undefined || this.#tableOf(value, scopes)?.isHeld === true;
  }

  /** The table whose `app_id` a value is. */
  #tableOf(value: Node | undefined, scopes: readonly Scope[]) {
    const names = value?.ColumnRef ? wordsIn((value.ColumnRef as Node).fields) : [];
    if (names.at(-1) !== 'app_id') return undefined;
    for (const scope of scopes) {
      const found = names.length > 1 ? scope.get(String(names[0])) : [...scope.values()][0];
      if (found) return found;
    }
    return undefined;
  }
}

function conjunctsOf(condition: unknown): readonly Node[] {
  if (!isNode(condition)) return [];
  const and = condition.BoolExpr as Node | undefined;
  if (and?.boolop !== 'AND_EXPR') return [condition];
  return (and.args as readonly Node[]).flatMap(conjunctsOf);
}

/** Both ways to read an equation. */
function sidesOf(condition: Node): readonly (readonly [Node, Node])[] {
  const { kind, name, lexpr, rexpr } = (condition.A_Expr ?? {}) as Node;
  if (kind !== 'AEXPR_OP' || wordsIn(name)[0] !== '=' || !isNode(lexpr) || !isNode(rexpr)) return [];
  return [
    [lexpr, rexpr],
    [rexpr, lexpr],
  ];
}
