/** Writes `src/platform/docs/answers.json` anew: `npm run api:answers`, after a handler answers something else. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeAnswers } from './describe-answers.js';

const root = resolve(import.meta.dirname, '../..');
const { operations, schemas } = describeAnswers(root);
/** One line an entry, so that a change is seen where it is. */
const lines = (entries: object) =>
  Object.entries(entries)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(',\n');
const text = `{"operations": {\n${lines(operations)}\n}, "schemas": {\n${lines(schemas)}\n}}\n`;
writeFileSync(resolve(root, 'src/platform/docs/answers.json'), text);
