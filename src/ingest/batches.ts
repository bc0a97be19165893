import { z } from 'zod';
import { reasonOf } from './reasons.js';

/** Most items of one call: larger loads are files. */
export const LARGEST_BATCH = 500;

export const SourceName = z
  .string()
  .trim()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'Small letters, digits, dots and dashes, such as "zendesk"')
  .describe('Where the items come from. Ids are unique within a source.');

/** One item of a batch, in the order of the request. */
export interface ItemResult {
  index: number;
  externalId: string | null;
  /** "empty": nothing visible was written. "erased": the customer was erased and the item is from before. */
  status: 'created' | 'updated' | 'unchanged' | 'empty' | 'erased' | 'rejected';
  /** Why a rejected item was not taken, without its values. */
  reason?: string;
}

export interface BatchResult {
  results: ItemResult[];
  counts: Record<string, number>;
}

/** A list whose items are checked one by one, so that a bad one does not refuse the others; documented with their schema. */
export function looseItems(schema: z.ZodType): z.ZodArray<z.ZodUnknown> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return z
    .array(z.unknown().meta(json as Record<string, unknown>))
    .min(1)
    .max(LARGEST_BATCH);
}

/** Takes the good items of a batch with `take`, which answers with a status for each, and tells what became of every item. */
export async function recordBatch<T extends { externalId: string }>(
  items: unknown[],
  schema: z.ZodType<T>,
  take: (good: T[]) => Promise<ItemResult['status'][]>,
): Promise<BatchResult> {
  const read = items.map((item) => schema.safeParse(item));
  const good = read.flatMap((result) => (result.success ? [result.data] : []));
  const taken = (good.length > 0 ? await take(good) : []).values();
  const results = read.map((result, index): ItemResult => {
    if (!result.success)
      return { index, externalId: idOf(items[index]), status: 'rejected', reason: reasonOf(result.error.issues) };
    return { index, externalId: result.data.externalId, status: taken.next().value ?? 'unchanged' };
  });
  return { results, counts: countsOf(results) };
}

/** 207 (Multi-Status) as soon as one item was not taken, so that a client that looks at the status alone notices. */
export function statusOf({ counts }: BatchResult): 200 | 207 {
  return counts['rejected'] || counts['erased'] ? 207 : 200;
}

function idOf(item: unknown): string | null {
  const id = (item as { externalId?: unknown } | null)?.externalId;
  return typeof id === 'string' ? id.slice(0, 300) : null;
}

function countsOf(results: ItemResult[]): Record<string, number> {
  const groups = Map.groupBy(results, (result) => result.status);
  return Object.fromEntries([...groups].map(([status, ones]) => [status, ones.length]));
}
