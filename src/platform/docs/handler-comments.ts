import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the comment above a handler says: its first sentence, and the rest. */
export interface HandlerComment {
  summary: string;
  description: string;
}

const SOURCE_ROOT = join(import.meta.dirname, '..', '..');
const CONTROLLER_FILE = /\.controller\.[jt]s$/;
const CLASS = /\bclass (\w+?)(?:Controller)? /;
/** A comment, then decorators (in TypeScript), then the method. The decorators hold no comment of their own. */
const COMMENTED_METHOD = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*((?:@(?:(?!\/\*)[\s\S])*?\n\s+)*?)(?:async )?(\w+)\(/g;

/**
 * The comments of all controllers by operation id, such as `Keys.list`. The compiler keeps comments, so the same words
 * serve whoever reads the code and whoever reads the API; nobody writes them twice.
 */
export function handlerComments(): Map<string, HandlerComment> {
  const files = readdirSync(SOURCE_ROOT, { recursive: true, encoding: 'utf8' }).filter((file) =>
    CONTROLLER_FILE.test(file),
  );
  return new Map(files.flatMap((file) => [...commentsIn(readFileSync(join(SOURCE_ROOT, file), 'utf8'))]));
}

/** The comments above the methods of the classes in one source text. */
export function commentsIn(source: string): Map<string, HandlerComment> {
  const comments = new Map<string, HandlerComment>();
  for (const part of source.split(/(?=\bclass \w)/)) {
    const name = CLASS.exec(part)?.[1];
    if (!name) continue;
    for (const [, comment, , method] of part.matchAll(COMMENTED_METHOD))
      comments.set(`${name}.${method}`, readComment(comment!));
  }
  return comments;
}

function readComment(comment: string): HandlerComment {
  const text = comment
    .replace(/^\s*\* ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  const end = /\.(?= |$)/.exec(text)?.index ?? text.length;
  return { summary: text.slice(0, end), description: text.slice(end + 1).trim() };
}
