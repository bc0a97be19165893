import { randomBytes } from 'node:crypto';
import Handlebars from 'handlebars';

const MOST_KEPT = 1000;

/** Texts between marks: every second part is the name of a field. */
type Parts = string[];

/**
 * Pages that hundreds of visitors get alike but for a few fields, as the nonce of a form. Each is rendered once, with marks
 * in the place of the fields, and then only filled.
 */
export class AlikePages {
  private readonly kept = new Map<string, Parts>();
  /** Nobody can write a mark into a text: it is made when the process starts. */
  private readonly mark = randomBytes(12).toString('hex');

  /** `key` names all that the page is made of besides the fields; `render` is called when it is not known yet. */
  fill<Fields extends Record<string, string>>(key: string, fields: Fields, render: (marks: Fields) => string): string {
    const parts = this.kept.get(key) ?? this.keep(key, fields, render);
    return parts.map((part, i) => (i % 2 === 0 ? part : Handlebars.escapeExpression(fields[part] ?? ''))).join('');
  }

  private keep<Fields extends Record<string, string>>(
    key: string,
    fields: Fields,
    render: (marks: Fields) => string,
  ): Parts {
    const marks = Object.fromEntries(Object.keys(fields).map((name) => [name, `${this.mark}-${name}-${this.mark}`]));
    const html = render(marks as Fields);
    const parts = html.split(new RegExp(`${this.mark}-(\\w+)-${this.mark}`));
    if (this.kept.size >= MOST_KEPT) this.kept.delete(this.kept.keys().next().value!);
    this.kept.set(key, parts);
    return parts;
  }
}
