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
    ['<div>Hi</div><div style="display:none">tracker 123</div><img src="x">', 'Hi'],
    [
      '<div>Hello</div><br><hr id="zwchr"><div><b>From: </b>"S" &lt;s@e.co&gt;<br><b>To: </b>x<br><b>Sent: </b>Mon<br><b>Subject: </b>y</div><br>old',
      'Hello',
    ],
    [
      '<div>Reply</div><div><br><blockquote type="cite"><div>On 3 May 2021, at 10:00, S &lt;s@e.co&gt; wrote:</div><br><div>old</div></blockquote></div>',
      'Reply',
    ],
  ])('with the reply rules leaves what was written: %s', (html, expected) => {
    expect(visibleReply(htmlToPlain(html))).toBe(expected);
  });

  it('keeps the text of elements nested beyond what a parser can hold', () => {
    expect(htmlToPlain(`${'<div>'.repeat(49_000)}deep`).trim()).toBe('deep');
    expect(htmlToPlain(`${'<table><tr><td>'.repeat(30_000)}deep`).trim()).toBe('deep');
  });
});
