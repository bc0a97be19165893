import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeAnswers } from './describe-answers.js';

const ROOT = resolve(import.meta.dirname, '../..');

describe('what the API answers', () => {
  it('is described as the handlers return it (else: npm run api:answers)', () => {
    const written = JSON.parse(readFileSync(resolve(ROOT, 'src/platform/docs/answers.json'), 'utf8')) as object;
    expect(written).toEqual(describeAnswers(ROOT));
  }, 120_000);
});
