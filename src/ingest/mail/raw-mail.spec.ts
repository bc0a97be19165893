import { cleanReceived } from '../text/clean-received.js';
import { isRawMail } from './raw-mail.js';

const HEAD =
  'Received: from mx.client.example by mail.hill.example; Fri, 6 Jun 2025 19:45:02 +0200\nFrom: Ela Kim <ela@client.example>\nTo: support@hill.example\nSubject: =?utf-8?q?Halterungen_f=C3=BCr_Regal?=\nMessage-ID: <1@client.example>\nMIME-Version: 1.0\n';

const PLAIN = `${HEAD}Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nDie Halterungen f=FCr das Regal fehlen noch immer in der zweiten Liefe=\nrung.\n\nOn Fri, 6 Jun 2025 at 10:00, Noor <noor@hill.example> wrote:\n> Hallo\n`;
const HTML = `${HEAD}Content-Type: multipart/alternative; boundary="b1"\n\n--b1\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${Buffer.from('<p>The brackets are missing.</p><div class="gmail_quote"><div class="gmail_attr">On Fri, 6 Jun 2025, Noor &lt;noor@hill.example&gt; wrote:<br></div><blockquote>Hi</blockquote></div>').toString('base64')}\n--b1--\n`;

describe('a message that is a whole mail', () => {
  it('is decoded and then read like any other', async () => {
    const { visible, language } = await cleanReceived({ text: PLAIN });
    expect([visible, language]).toEqual([
      'Die Halterungen für das Regal fehlen noch immer in der zweiten Lieferung.',
      'de',
    ]);
  });

  it('may have carriage returns, and HTML alone', async () => {
    expect((await cleanReceived({ text: HTML.replaceAll('\n', '\r\n') })).visible).toBe('The brackets are missing.');
  });

  it('keeps letters that stand unencoded, whatever charset it names', async () => {
    const text = `${HEAD}Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\nDie Größe stimmt nicht.\n`;
    expect((await cleanReceived({ text })).visible).toBe('Die Größe stimmt nicht.');
  });

  it('is read as it stands when nothing is in it', async () => {
    expect((await cleanReceived({ text: `${HEAD}\n\n` })).visible).toContain('Message-ID');
  });

  it.each([
    'From: Bergen\nTo: Oslo\nDate: 12 June\n\nI booked this trip twice.',
    'From: Noor <noor@hill.example>\nSubject: Order\n\nDear Ela',
    'Received: the wrong item\n\nPlease exchange it.',
    'Content-Type: is refused by your API\nFrom: what I see\nit wants JSON\n\nHelp',
    'Hi team,\n\nmy card was charged twice.',
    '',
  ])('is not: %j', (text) => {
    expect(isRawMail(text)).toBe(false);
  });
});
