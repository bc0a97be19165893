import { readFileSync } from 'node:fs';
import { cleanMessage } from './clean-message.js';
import { type PersonalSpan, findPersonalData } from './masking/mask.js';

function rowsOf<T>(name: string): T[] {
  const lines = readFileSync(new URL(`./fixtures/${name}.jsonl`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line): T => JSON.parse(line));
}

const squeeze = (text: string): string => text.replace(/\s+/g, ' ').trim();

describe('mails as their clients send them', () => {
  it.each(rowsOf<{ name: string; mail: string; visible: string }>('replies'))(
    'keeps what the writer added: $name',
    ({ mail, visible }) => {
      expect(squeeze(cleanMessage({ text: mail }).visible)).toBe(squeeze(visible));
    },
  );

  it.each(rowsOf<string>('untouched'))('cuts nothing from %j', (text) => {
    expect(squeeze(cleanMessage({ text }).visible)).toBe(squeeze(text));
  });
});

/** "Call {PHONE|+1 415 555 2671}" as the text and the spans in it. */
function unmarked(marked: string): { text: string; spans: PersonalSpan[] } {
  const spans: PersonalSpan[] = [];
  let text = '';
  let from = 0;
  for (const match of marked.matchAll(/\{([A-Z_]+)\|([^}]*)\}/g)) {
    text += marked.slice(from, match.index);
    spans.push({
      start: text.length,
      end: text.length + match[2]!.length,
      type: match[1] as PersonalSpan['type'],
    });
    text += match[2]!;
    from = match.index + match[0].length;
  }
  return { text: text + marked.slice(from), spans };
}

describe('personal data in sentences of customers', () => {
  it.each(rowsOf<string>('personal'))('finds to the letter %j', (marked) => {
    const { text, spans } = unmarked(marked);
    expect(findPersonalData(text)).toEqual(expect.arrayContaining(spans));
  });

  it.each(rowsOf<string>('impersonal'))('masks nothing in %j', (text) => {
    expect(findPersonalData(text)).toEqual([]);
  });
});
