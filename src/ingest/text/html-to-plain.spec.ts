import { htmlToPlain } from './html-to-plain.js';
import { visibleReply } from './visible/visible-reply.js';

describe('htmlToPlain', () => {
  it.each([
    [
      '<div dir="ltr">Hello<br></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, May 3, 2021 at 10:00 AM S &lt;<a href="mailto:s@e.co">s@e.co</a>&gt; wrote:<br></div><blockquote class="gmail_quote"><p>old</p></blockquote></div>',
      'Hello',
    ],
    [
      '<html><body><div>Hello</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> S &lt;s@e.co&gt;<br><b>Sent:</b> Monday<br><b>To:</b> me<br><b>Subject:</b> x</div><div>old text</div></body></html>',
      'Hello',
    ],
    [
      '<p class="MsoNormal">Hello</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> S<br><b>Sent:</b> Mon<br><b>To:</b> x<br><b>Subject:</b> y</p></div><p>old</p>',
      'Hello',
    ],
    [
      '<div>Hello</div><div class="moz-cite-prefix">On 03/05/2021 10:00, S wrote:<br></div><blockquote type="cite">old</blockquote>',
      'Hello',
    ],
    ['Hello<div class="yahoo_quoted"><div>On Monday, S wrote:</div><div>old</div></div>', 'Hello'],
    [
      '<p>Hi</p><ul><li>one</li><li>two</li></ul><table><tr><td>a</td><td>b</td></tr></table>',
      'Hi\n\n- one\n- two\n\na\nb',
    ],
    ['<blockquote>only quote</blockquote>', '> only quote'],
    ['<div style="max-height:0px;overflow:hidden">preview</div><div style="max-height:80px">Hi</div>', 'Hi'],
    ['<div>Hi</div><div style="display:none">tracker 123</div><img src="x">', 'Hi'],
    [
      '<div>Hello</div><br><hr id="zwchr"><div><b>From: </b>"S" &lt;s@e.co&gt;<br><b>To: </b>x<br><b>Sent: </b>Mon<br><b>Subject: </b>y</div><br>old',
      'Hello',
    ],
    [
      '<div>Reply</div><div><br><blockquote type="cite"><div>On 3 May 2021, at 10:00, S &lt;s@e.co&gt; wrote:</div><br><div>old</div></blockquote></div>',
      'Reply',
    ],
    [
      '<html><head><style>p{margin:0}</style></head><body><div>The lamp flickers.</div><div id="x_appendonsend"></div><div id="x_divRplyFwdMsg"><b>From:</b> Acme<br><b>Sent:</b> Tuesday<br></div><div>Hello</div></body></html>',
      'The lamp flickers.',
    ],
    [
      '<html><head><style>p{margin:0}</style></head><body><div><p>The lamp flickers.</p></div><span id="OLK_SRC_BODY_SECTION"><div style="border-top: #b5c4df 1pt solid"><span style="font-weight:bold">From: </span>Acme<br><span style="font-weight:bold">Date: </span>Tue<br></div>Hello</span></body></html>',
      'The lamp flickers.',
    ],
    [
      '<html><head><style>p{margin:0}</style></head><body><div class="moz-cite-prefix">On 04/03/2025 09:12, Acme wrote:<br></div><blockquote type="cite"><p>Which lamp?</p></blockquote><p>The red one.</p><blockquote type="cite"><p>Since when?</p></blockquote><p>Since May.</p></body></html>',
      '> Which lamp?\n\nThe red one.\n\n> Since when?\n\nSince May.',
    ],
    [
      '<html><head><style>p{margin:0}</style></head><body><div dir="auto">The lamp flickers.</div><div dir="auto"><br></div><div id="composer_signature" dir="auto"><div style="font-size:85%;color:#575757">Sent from my Galaxy</div></div><div><br></div><div style="font-size:100%;color:#000000"><!-- originalMessage --><div>-------- Original message --------</div><div>From: Acme &lt;support@acme.example&gt; </div><div>Date: 04/03/2025  09:12  (GMT+01:00) </div><div>To: rita@mail.example </div><div>Subject: Lamp </div><div><br></div></div>Hello</body></html>',
      'The lamp flickers.',
    ],
    [
      '<html><head><style>p{margin:0}</style></head><body><font size=2 face="sans-serif">The lamp flickers.</font><br><br><br><font size=1 color=#5f5f5f face="sans-serif">From: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1>Acme &lt;support@acme.example&gt;</font><br><font size=1 color=#5f5f5f>To: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1>Rita</font><br><font size=1 color=#5f5f5f>Date: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1>04.03.2025 09:12</font><br><font size=1 color=#5f5f5f>Subject: &nbsp; &nbsp; &nbsp; &nbsp;</font><font size=1>Lamp</font><hr noshade><br>Hello</body></html>',
      'The lamp flickers.',
    ],
    [
      '<html><head><style>p{margin:0}</style></head><body><p>Your page says:</p><blockquote>Refunds take five days.</blockquote><p>It has been ten.</p></body></html>',
      'Your page says:\n\n> Refunds take five days.\n\nIt has been ten.',
    ],
    [
      '<!DOCTYPE html><html><body><table><tr><td style="background:#ffeb9c">CAUTION: External email. Do not click links unless you trust the sender.</td></tr></table><p>The brackets are missing.</p><p>Could you send them?</p></body></html>',
      'The brackets are missing.\n\nCould you send them?',
    ],
    [
      '<!DOCTYPE html><html><body><p>The brackets are missing.</p><p>Could you send them?</p><div class="moz-forward-container"><br>-------- Forwarded Message --------<table class="moz-email-headers-table"><tbody><tr><th>Subject: </th><td>Order 88</td></tr><tr><th>Date: </th><td>Fri, 6 Jun 2025</td></tr><tr><th>From: </th><td>Noor &lt;noor@hill.example&gt;</td></tr><tr><th>To: </th><td>ela</td></tr></tbody></table><br>Dear Ela</div></body></html>',
      'The brackets are missing.\n\nCould you send them?',
    ],
    [
      '<!DOCTYPE html><html><body><p>The brackets are missing.</p><p>Could you send them?</p><blockquote style="border-left:1px solid #0857A6">Пятница, 6 июня 2025, 19:45 +03:00 от Noor &lt;noor@hill.example&gt;:<br>&nbsp;<div>Здравствуйте</div></blockquote></body></html>',
      'The brackets are missing.\n\nCould you send them?',
    ],
    [
      '<!DOCTYPE html><html><body><div><p>The brackets are missing.</p><p>Could you send them?</p></div><div><includetail><div>&nbsp;</div><div style="font-size: 12px">------------------&nbsp;Original&nbsp;------------------</div><div style="background:#efefef"><div><b>From: </b>&nbsp;"Noor"&lt;noor@hill.example&gt;;</div><div><b>Date: </b>&nbsp;Fri, Jun 6, 2025 07:45 PM</div><div><b>To: </b>&nbsp;"ela";</div><div><b>Subject: </b>&nbsp;Re: Order</div></div><div>Dear Ela</div></includetail></div></body></html>',
      'The brackets are missing.\n\nCould you send them?',
    ],
    [
      '<!DOCTYPE html><html><body><p>The brackets are missing.</p><p>Could you send them?</p><div id="x_Signature"><p>Ela Kim<br>Buyer</p></div></body></html>',
      'The brackets are missing.\n\nCould you send them?',
    ],
  ])('with the reply rules leaves what was written: %s', (html, expected) => {
    expect(visibleReply(htmlToPlain(html))).toBe(expected);
  });

  it('keeps the text of elements nested beyond what a parser can hold', () => {
    expect(htmlToPlain(`${'<div>'.repeat(49_000)}deep`).trim()).toBe('deep');
    expect(htmlToPlain(`${'<table><tr><td>'.repeat(30_000)}deep`).trim()).toBe('deep');
  });
});
