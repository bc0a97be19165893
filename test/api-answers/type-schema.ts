import { relative } from 'node:path';
import ts from 'typescript';

export type Schema = Record<string, unknown>;

/** What JSON makes of values that are no plain data. */
const KNOWN: Record<string, Schema> = {
  Date: { type: 'string', format: 'date-time' },
  Buffer: { type: 'string', format: 'binary' },
  StreamableFile: { type: 'string', format: 'binary' },
};

/** Turns types of the program into JSON Schema, as JSON.stringify would write their values. Named types become components. */
export class TypeSchemas {
  private readonly named = new Map<ts.Symbol, { name: string; place: string; schema: Schema }>();

  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly root: string,
  ) {}

  /** Null when there is no value at all. */
  of(type: ts.Type): Schema | null {
    if (type.flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Never)) return null;
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
    return plainSchema(type) ?? (type.isUnion() ? this.ofUnion(type) : this.ofObject(type));
  }

  /** Components by name; where two types share one, the module is put before it. */
  components(): Record<string, Schema> {
    const names = this.names();
    const entries = [...this.named].map(([symbol, { schema }]) => [names.get(symbol)!, schema] as const);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Puts the final names into references. */
  resolved<T>(schemas: T): T {
    const byPlace = new Map([...this.names()].map(([symbol, name]) => [this.named.get(symbol)!.place, name]));
    const text = JSON.stringify(schemas).replace(/"named:([^"]+)"/g, (_, place: string) =>
      JSON.stringify(`#/components/schemas/${byPlace.get(place)!}`),
    );
    return JSON.parse(text) as T;
  }

  private names(): Map<ts.Symbol, string> {
    const byName = Map.groupBy(this.named, ([, { name }]) => name);
    const final = [...this.named].map(([symbol, { name, place }]) => {
      const module = place.split('/')[1] ?? '';
      const isShared = byName.get(name)!.length > 1;
      return [symbol, isShared ? module.charAt(0).toUpperCase() + module.slice(1) + name : name] as const;
    });
    return new Map(final);
  }

  private ofUnion(type: ts.UnionType): Schema {
    const parts = type.types.filter((part) => !(part.flags & ts.TypeFlags.Undefined));
    const isLiteral = (part: ts.Type) => part.isStringLiteral() || part.isNumberLiteral();
    const values = parts.filter(isLiteral).map((part) => (part as ts.LiteralType).value);
    const rest = parts.filter((part) => !isLiteral(part) && !(part.flags & ts.TypeFlags.BooleanLiteral));
    // In an order that does not depend on which type the compiler met first.
    const options: Schema[] = [
      ...(values.length ? [{ type: typeof values[0] === 'string' ? 'string' : 'number', enum: values.sort() }] : []),
      ...(parts.some((part) => part.flags & ts.TypeFlags.BooleanLiteral) ? [{ type: 'boolean' }] : []),
      ...rest.map((part) => this.of(part) ?? {}).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    ];
    return options.length === 1 ? options[0]! : { anyOf: options };
  }

  private ofObject(type: ts.Type): Schema {
    const symbol = type.aliasSymbol ?? type.getSymbol();
    const known = KNOWN[symbol?.getName() ?? ''];
    if (known) return known;
    const items = this.checker.isArrayType(type) ? this.checker.getTypeArguments(type as ts.TypeReference)[0] : null;
    if (items) return { type: 'array', items: this.of(items) ?? {} };
    if (this.checker.isTupleType(type)) return this.ofTuple(type as ts.TypeReference);
    const name = nameOf(type, symbol);
    return name && symbol ? this.reference(type, symbol, name) : this.properties(type);
  }

  private ofTuple(type: ts.TypeReference): Schema {
    const prefixItems = this.checker.getTypeArguments(type).map((item) => this.of(item) ?? {});
    return { type: 'array', prefixItems, minItems: prefixItems.length };
  }

  private reference(type: ts.Type, symbol: ts.Symbol, name: string): Schema {
    const known = this.named.get(symbol);
    if (known) return { $ref: `named:${known.place}` };
    const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
    const entry = { name, place: `${relative(this.root, file)}#${name}`, schema: {} };
    this.named.set(symbol, entry);
    entry.schema = this.properties(type);
    return { $ref: `named:${entry.place}` };
  }

  private properties(type: ts.Type): Schema {
    const own = this.checker.getPropertiesOfType(type).flatMap((property) => {
      const value = this.checker.getTypeOfSymbol(property);
      if (value.getCallSignatures().length) return [];
      const schema = this.of(value);
      const isOptional = Boolean(property.flags & ts.SymbolFlags.Optional) || mayBeUndefined(value);
      return schema ? [{ name: property.getName(), schema: this.described(property, schema), isOptional }] : [];
    });
    const index = this.checker.getIndexTypeOfType(type, ts.IndexKind.String);
    const required = own.filter(({ isOptional }) => !isOptional).map(({ name }) => name);
    return {
      type: 'object',
      ...(own.length ? { properties: Object.fromEntries(own.map(({ name, schema }) => [name, schema])) } : {}),
      ...(required.length ? { required: required.sort() } : {}),
      ...(index ? { additionalProperties: this.of(index) ?? {} } : {}),
    };
  }

  private described(property: ts.Symbol, schema: Schema): Schema {
    const description = ts.displayPartsToString(property.getDocumentationComment(this.checker)).replace(/\s+/g, ' ');
    return description && !schema['$ref'] ? { ...schema, description } : schema;
  }
}

function plainSchema(type: ts.Type): Schema | null {
  if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
  if (type.flags & ts.TypeFlags.StringLike) return { type: 'string' };
  if (type.flags & ts.TypeFlags.NumberLike) return { type: 'number' };
  if (type.flags & ts.TypeFlags.BooleanLike) return { type: 'boolean' };
  return type.flags & ts.TypeFlags.Null ? { type: 'null' } : null;
}

function mayBeUndefined(type: ts.Type): boolean {
  return type.isUnion() && type.types.some((part) => part.flags & ts.TypeFlags.Undefined);
}

/** Generic types and those without a name of their own are written where they stand. */
function nameOf(type: ts.Type, symbol: ts.Symbol | undefined): string | null {
  const isGeneric = type.aliasTypeArguments?.length || (type as ts.TypeReference).typeArguments?.length;
  const name = symbol?.getName() ?? '';
  return isGeneric || !/^[A-Z]\w*$/.test(name) ? null : name;
}
