import type { Scene, WordLists } from './compose.js';
import { fillIn } from './compose.js';
import type { Random } from './random.js';

/** A mail in parts, so that the same words can be set as plain text and as HTML. */
export interface MailParts {
  greeting: string | null;
  paragraphs: string[];
  /** Closing, name and what follows it, line by line. */
  signature: string[];
  quoted: Quoted | null;
}

export interface Quoted {
  from: string;
  at: Date;
  to: string;
  subject: string;
  lines: string[];
  style: 'wrote' | 'header';
}

const SUPPORT = 'Marlowick Support <support@marlowick.example>';
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function stamp(at: Date): string {
  const clock = at.toISOString().slice(11, 16);
  return `${DAYS[at.getUTCDay()]}, ${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()} at ${clock}`;
}

/** Short on the web form, longer in mail, none in a chat. */
export function composeSignature(scene: Scene, words: WordLists, random: Random): string[] {
  const { name, company, email, phone } = scene.customer;
  const share = { chat: 0, web: 0.3, mail: 0.9 }[scene.channel];
  if (!random.chance(share)) return [];
  const short = [random.pick(words('closings')), random.chance(0.7) ? name : (name.split(' ')[0] ?? name)];
  if (scene.channel === 'web' || random.chance(0.45)) return short;
  if (random.chance(0.25)) return [...short, '', random.pick(words('sender_lines'))];
  const card = [`${random.pick(words('business_roles'))}, ${company}`, ...(phone ? [`T ${phone}`] : []), email];
  const legal = random.chance(0.25) ? ['', random.pick(words('disclaimers'))] : [];
  return [...short, ...(random.chance(0.5) ? ['--'] : []), ...card, ...legal].map((line) =>
    fillIn(line, scene, random),
  );
}

export function quoteAgent(text: string, at: Date, thread: { scene: Scene; subject: string }, random: Random): Quoted {
  return {
    from: SUPPORT,
    at,
    to: thread.scene.customer.name,
    subject: `Re: ${thread.subject}`,
    lines: text.split('\n'),
    style: random.chance(0.55) ? 'wrote' : 'header',
  };
}

function quotedText(quoted: Quoted): string {
  if (quoted.style === 'wrote') {
    return [`On ${stamp(quoted.at)}, ${quoted.from} wrote:`, ...quoted.lines.map((line) => `> ${line}`)].join('\n');
  }
  const head = [`From: ${quoted.from}`, `Sent: ${stamp(quoted.at)}`, `To: ${quoted.to}`, `Subject: ${quoted.subject}`];
  return ['________________________________', ...head, '', ...quoted.lines].join('\n');
}

/** Blank lines between the blocks, as mail programs leave them. */
export function asText(parts: MailParts): string {
  const blocks = [
    ...(parts.greeting ? [parts.greeting] : []),
    ...parts.paragraphs,
    ...(parts.signature.length ? [parts.signature.join('\n')] : []),
    ...(parts.quoted ? [quotedText(parts.quoted)] : []),
  ];
  return blocks.join('\n\n');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function htmlLines(lines: readonly string[]): string {
  return lines.map(escapeHtml).join('<br>');
}

function quotedHtml(quoted: Quoted): string {
  if (quoted.style === 'wrote') {
    const intro = `On ${stamp(quoted.at)}, ${escapeHtml(quoted.from)} wrote:`;
    const quote = `<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">`;
    return `<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">${intro}<br></div>${quote}${htmlLines(quoted.lines)}</blockquote></div>`;
  }
  const head = `<b>From:</b> ${escapeHtml(quoted.from)}<br><b>Sent:</b> ${stamp(quoted.at)}<br><b>To:</b> ${escapeHtml(quoted.to)}<br><b>Subject:</b> ${escapeHtml(quoted.subject)}`;
  return `<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0 0 0"><p class="MsoNormal">${head}</p></div><p class="MsoNormal">${htmlLines(quoted.lines)}</p>`;
}

/** The two dialects that most mail speaks: nested divs, and paragraphs of a word processor with a style block. */
export function asHtml(parts: MailParts): string {
  const blocks = [...(parts.greeting ? [parts.greeting] : []), ...parts.paragraphs];
  const quoted = parts.quoted ? quotedHtml(parts.quoted) : '';
  if (parts.quoted?.style === 'header') {
    const paragraphs = [...blocks.map((block) => htmlLines(block.split('\n'))), htmlLines(parts.signature)];
    const body = paragraphs.map((html) => `<p class="MsoNormal">${html}<o:p></o:p></p>`).join('\n');
    return `<html><head><style>p.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;}</style></head><body lang="EN-GB"><div class="WordSection1">${body}\n${quoted}</div></body></html>`;
  }
  const body = blocks.map((block) => `<div>${htmlLines(block.split('\n'))}</div><div><br></div>`).join('');
  const sign = parts.signature.length
    ? `<div class="gmail_signature" dir="ltr">${htmlLines(parts.signature)}</div>`
    : '';
  return `<div dir="ltr">${body}${sign}</div>${quoted}`;
}
