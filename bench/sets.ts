import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openRows } from '../src/ingest/imports/read-rows.js';
import { LABELLED_MESSAGES } from '../src/insights/themes/fixtures/labelled-messages.js';
import { mulberry32 } from '../src/insights/themes/mulberry32.js';

export interface LabelledText {
  text: string;
  label: string;
}

/** Where public labelled messages lie, when somebody has put them there. */
export const dataFolder = process.env.DATA_DIR ?? '../shared/data';

/** Labelled messages of some CSV files (a seeded sample of at most `limit`); null, with a plain word, when one is absent. */
export async function readSet(
  files: string[],
  limit = Infinity,
  leftOut: string[] = [],
): Promise<LabelledText[] | null> {
  const missing = files.find((file) => !existsSync(join(dataFolder, file)));
  if (missing) {
    console.log(`SKIPPED ${files.join(', ')}: there is no ${join(dataFolder, missing)} (set DATA_DIR)`);
    return null;
  }
  const all: LabelledText[] = [];
  for (const file of files) {
    for await (const { row } of (await openRows(join(dataFolder, file))).rows) {
      if (row && !leftOut.includes(String(row.label))) all.push({ text: String(row.text), label: String(row.label) });
    }
  }
  return sampled(all, limit);
}

/** Our own messages, always at hand. */
export function ownSet(): LabelledText[] {
  return Object.entries(LABELLED_MESSAGES).flatMap(([label, texts]) => texts.map((text) => ({ text, label })));
}

/** A seeded sample in the order of the file. */
export function sampled<T>(items: T[], limit: number): T[] {
  if (items.length <= limit) return items;
  const random = mulberry32(1);
  const keyed = items.map((item, i) => ({ item, i, key: random() })).sort((a, b) => a.key - b.key);
  return keyed
    .slice(0, limit)
    .sort((a, b) => a.i - b.i)
    .map(({ item }) => item);
}

/** What recipes were chosen on; * was seen by the encoder in training. */
export const DEVELOPER_SETS: [string, () => Promise<LabelledText[] | null>][] = [
  ['own messages', async () => ownSet()],
  ['insurance_dev *', () => readSet(['dstc11_intents/insurance_dev.csv'])],
  [
    'sofmattress *',
    () => readSet(['hint3/sofmattress_train.csv', 'hint3/sofmattress_test.csv'], Infinity, ['NO_NODES_DETECTED']),
  ],
  ['bitext, 3,000 *', () => readSet(['bitext_support/v1_6480.csv'], 3000)],
  ['hwu64, 4,000 *', () => readSet(['hwu64/train.csv'], 4000)],
  ['clinc150, 4,500 *', () => readSet(['clinc150/train.csv'], 4500)],
  ['banking77, 4,000', () => readSet(['banking77/train.csv'], 4000)],
  ['banking77, all', () => readSet(['banking77/train.csv'])],
];
