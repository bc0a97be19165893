import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../platform/config.js';
import { Templates } from '../../platform/templates.js';
import { stack } from '../../insights/embedding/matrix.js';
import type { MinedMessages } from '../../insights/themes/mine-messages.js';
import { buildAudit } from './build-audit.js';
import { readAuditTickets } from './read-audit-tickets.js';
import { renderAudit } from './render-audit.js';

const NOW = new Date('2026-04-01T00:00:00Z');

/** Twelve weeks: two steady issues, and one that begins in the last week. */
function exportLines(): string {
  const lines = ['Ticket ID,Description,Created at,Solved at,Requester email,Product,Satisfaction score'];
  const add = (day: number, hour: number, text: string): void => {
    const created = new Date(Date.UTC(2026, 0, 5 + day, hour)).toISOString();
    const solved = new Date(Date.UTC(2026, 0, 5 + day, hour + 3)).toISOString();
    lines.push(
      `${lines.length},"${text}",${created},${solved},c${lines.length % 40}@customer.example,${day % 2 ? 'Desk' : 'Till'},${(day % 5) + 1}`,
    );
  };
  for (let day = 0; day < 84; day++) {
    add(day, 9, 'export fails, write to ada.lovelace@customer.example');
    if (day % 2) add(day, 11, 'cannot log in');
    if (day >= 77) add(day, 12, 'kiosk shows a white screen');
  }
  return lines.join('\n');
}

async function audit(lines: string, kb = false) {
  const path = join(mkdtempSync(join(tmpdir(), 'hearback-audit-')), 'export.csv');
  writeFileSync(path, lines);
  const input = await readAuditTickets(path, { zone: 'UTC', languages: ['en'], now: NOW });
  const labels = ['export', 'log', 'kiosk'];
  const themeOf = (text: string): number => labels.findIndex((label) => text.includes(label));
  const mined: MinedMessages = {
    model: { name: 'test', fingerprint: 'f', dimensions: 2, pooling: 'mean', dtype: 'int8', maxTokens: 256 },
    themes: labels.map((label) => ({
      label,
      subtitle: '',
      keywords: [label],
      size: 1,
      quotes: [input.tickets.findIndex(({ masked }) => masked.includes(label))],
    })) as MinedMessages['themes'],
    messages: input.tickets.map(({ masked }) => ({
      theme: themeOf(masked),
      similarity: 1,
      left: null,
      reading: null,
      further: [],
    })),
    vectors: stack([], 2),
    threshold: 0.8,
  };
  const cover = { gap: 'likely' as const, article: null, missingWords: ['white'] };
  const none = { gap: 'none' as const, article: { title: 'Exports', similarity: 0.9 }, missingWords: [] };
  return buildAudit({
    file: 'export.csv',
    input,
    mined,
    coverage: kb ? [none, none, cover] : null,
    zone: 'UTC',
    seed: 1,
  });
}

describe('an audit of an export', () => {
  it('counts tickets, customers and issues by hand', async () => {
    const report = await audit(exportLines());
    expect(report.totals).toEqual({ tickets: 84 + 42 + 7, customers: 40, themes: 3, refusedLines: 0 });
    expect(report.themes.map(({ label, tickets }) => [label, tickets])).toEqual([
      ['export', 84],
      ['log', 42],
      ['kiosk', 7],
    ]);
    expect(report.weekly!.reduce((sum, { tickets }) => sum + tickets, 0)).toBe(report.totals.tickets);
  });

  it('says that the issue of the last week is new, and nothing about the steady ones', async () => {
    const { changes } = await audit(exportLines());
    expect(changes.map(({ label }) => label)).toEqual(['kiosk']);
    expect(['new', 'spike']).toContain(changes[0]!.kind);
  });

  it('reads the figures that the columns allow, and leaves out the others', async () => {
    const { kpis } = await audit(exportLines());
    const byName = new Map(kpis.map((kpi) => [kpi.name, kpi]));
    expect(byName.get('Full resolution time, median')).toMatchObject({ value: 180, n: 133 });
    expect(byName.get('CSAT')!.n).toBe(133);
    expect(byName.has('First response time, median')).toBe(false);
  });

  it('counts tickets in languages that the encoder does not read, and keeps them out of its reading', async () => {
    const german =
      'Guten Tag, die Anmeldung funktioniert seit gestern leider überhaupt nicht mehr, bitte helfen Sie mir';
    const { totals, quality } = await audit(
      `${exportLines()}\n999,"${german}",2026-03-01T10:00:00Z,,c1@customer.example,Desk,`,
    );
    expect([totals.tickets, quality.unread, quality.empty]).toEqual([134, 1, 0]);
    expect(quality.notes).toEqual([
      '1 ticket is in languages that the encoder does not read (German 1): counted, but in no theme.',
    ]);
  });

  it('masks what it quotes', async () => {
    const report = await audit(exportLines());
    expect(JSON.stringify(report)).not.toContain('ada.lovelace');
    expect(report.themes[0]!.quotes[0]).toContain('[EMAIL_1]');
  });

  it('begins with what rises and what lacks an article', async () => {
    const { firstSteps, gaps } = await audit(exportLines(), true);
    expect(gaps!.map(({ label, band }) => [label, band])).toEqual([['kiosk', 'likely']]);
    expect(firstSteps[0]).toMatch(/^Look into “kiosk”/);
    expect(firstSteps[1]).toMatch(/^Write an article about “kiosk”/);
  });

  it('takes two tickets with the same words for two', async () => {
    const { totals } = await audit('text\nexport fails again\nexport fails again\ncannot log in\nkiosk is white');
    expect(totals.tickets).toBe(4);
  });

  it('says in words what is wrong with a file that has no tickets', async () => {
    await expect(audit('id,text,created_at\n')).rejects.toThrow('has a header line, but no tickets below it');
  });

  it('says what a file without dates cannot tell', async () => {
    const report = await audit('id,text\n1,export fails\n2,cannot log in\n3,kiosk is white');
    expect([report.period, report.weekly, report.changes]).toEqual([null, null, []]);
    expect(report.quality.missing[0]).toContain('creation date');
  });

  it('becomes one page that needs nothing from outside', async () => {
    const page = renderAudit(await audit(exportLines(), true), new Templates(loadConfig({})));
    expect(page).toContain('What to do first');
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    const again = renderAudit(await audit(exportLines(), true), new Templates(loadConfig({})));
    expect(page === again).toBe(true);
  });
});
