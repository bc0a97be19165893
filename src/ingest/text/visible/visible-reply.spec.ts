import { toLines, fencedLines, isQuoted } from './lines.js';
import { visibleReply } from './visible-reply.js';

describe('visibleReply', () => {
  it.each([
    [
      'Danke!\n\nMit freundlichen Grüßen\nMax\n\nVon: Support [mailto:support@example.com]\nGesendet: Montag, 3. Mai 2021 10:00\nAn: Max\nBetreff: AW: Frage\n\nHallo Max',
      'Danke!\n\nMit freundlichen Grüßen\nMax',
    ],
    [
      'Merci beaucoup\n\nDe : Support <s@example.com>\nEnvoyé : lundi 3 mai 2021 10:00\nÀ : Moi\nObjet : Re: question\n\nbonjour',
      'Merci beaucoup',
    ],
    ['Ok\n\nDe: Support\nEnviado el: lunes, 3 de mayo de 2021 10:00\nPara: yo\nAsunto: hola\n\ntexto', 'Ok'],
    ['Kiitos\n\nma 3. toukok. 2021 klo 10.00 Tuki (tuki@example.com) kirjoitti:\n\n> hei', 'Kiitos'],
    ['Tack\n\nDen mån 3 maj 2021 kl 10:00 skrev Support <s@example.com>:\n\n> hej', 'Tack'],
    ['Takk\n\nman. 3. mai 2021 kl. 10:00 skrev Support <s@example.com>:\n\n> hei', 'Takk'],
    ['Köszönöm\n\nSupport <s@example.com> ezt írta (időpont: 2021. máj. 3., H, 10:00):\n\n> szia', 'Köszönöm'],
    ['Díky\n\npo 3. 5. 2021 v 10:00 odesílatel Support <s@example.com> napsal:\n\n> ahoj', 'Díky'],
    ['Teşekkürler\n\nSupport <s@example.com>, 3 May 2021 Pzt, 10:00 tarihinde şunu yazdı:\n\n> merhaba', 'Teşekkürler'],
    ['Mulțumesc\n\nÎn lun., 3 mai 2021 la 10:00, Support <s@example.com> a scris:\n\n> salut', 'Mulțumesc'],
    ['Obrigado\n\nEm seg., 3 de mai. de 2021 às 10:00, Support <s@example.com> escreveu:\n\n> oi', 'Obrigado'],
    ['Obrigado\n\nSupport <s@example.com> escreveu no dia segunda, 3/05/2021 à(s) 10:00:\n\n> oi', 'Obrigado'],
    ['ありがとう\n\n2021年5月3日(月) 10:00 Support <s@example.com>:\n\n> こんにちは', 'ありがとう'],
    ['감사합니다\n\n2021년 5월 3일 (월) 오전 10:00, Support <s@example.com>님이 작성:\n\n> 안녕', '감사합니다'],
    ['谢谢\n\nSupport <s@example.com> 于2021年5月3日周一 上午10:00写道：\n\n> 你好', '谢谢'],
    ['תודה\n\n‫בתאריך יום ב׳, 3 במאי 2021 ב-10:00 מאת ‪Support‬‏ <‪s@example.com‬‏>:‬\n\n> שלום', 'תודה'],
    ['شكرا\n\nفي الاثنين، 3 مايو 2021 في 10:00 ص تمت كتابة ما يلي بواسطة Support <s@example.com>:\n\n> مرحبا', 'شكرا'],
    ['Ευχαριστώ\n\nΣτις Δευ, 3 Μαΐ 2021 στις 10:00 π.μ., ο/η Support <s@example.com> έγραψε:\n\n> γεια', 'Ευχαριστώ'],
    ['ขอบคุณ\n\nเมื่อ จ. 3 พ.ค. 2021 เวลา 10:00 Support <s@example.com> เขียนว่า:\n\n> สวัสดี', 'ขอบคุณ'],
    ['Cảm ơn\n\nVào Th 2, 3 thg 5, 2021 vào lúc 10:00 Support <s@example.com> đã viết:\n\n> chào', 'Cảm ơn'],
    [
      'Terima kasih\n\nPada tanggal Sen, 3 Mei 2021 pukul 10.00 Support <s@example.com> menulis:\n\n> halo',
      'Terima kasih',
    ],
    ['Dzięki\n\npon., 3 maj 2021 o 10:00 Support <s@example.com> napisał(a):\n\n> cześć', 'Dzięki'],
    ['W dniu 3 maja 2021 10:00 użytkownik Support <s@example.com> napisał:\n> pytanie?\n\nTak', 'Tak'],
    ['Grazie\n\nIl giorno lun 3 mag 2021 alle ore 10:00 Support <s@example.com> ha scritto:\n\n> ciao', 'Grazie'],
    ['Bedankt\n\nOp ma 3 mei 2021 om 10:00 schreef Support <s@example.com>:\n\n> hoi', 'Bedankt'],
    ['Дякую\n\nпн, 3 трав. 2021 р. о 10:00 Support <s@example.com> пише:\n\n> привіт', 'Дякую'],
    ['Thanks\n\nOn Monday, 3 May 2021, 10:00:00 am BST, Support <s@example.com> wrote:\n\nHi there\nfoo', 'Thanks'],
    [
      'Hello\n\nOn Mon, May 3, 2021 at 10:00 AM Some Very Long Name Of A Person\n<\nsome.address@example.com> wrote:\n\n> a\n> b',
      'Hello',
    ],
    [
      'Thanks\n\n________________________________\nFrom: A <a@b.co>\nSent: Monday\nTo: B\nSubject: Re: x\n\nold',
      'Thanks',
    ],
    ['Steps:\n1. open\n2. click\n\n-- \nJane\nAcme', 'Steps:\n1. open\n2. click'],
    [
      'On Mon, 3 May 2021 at 10:00, S <s@e.co> wrote:\n> Can you log in?\n\nNo.\n\n> Which browser?\n\nFirefox',
      '> Can you log in?\n\nNo.\n\n> Which browser?\n\nFirefox',
    ],
    ['##- Please type your reply above this line -##\n\nOld stuff', 'Old stuff'],
    ['New text\n\n##- Please type your reply above this line -##\n\nOld stuff', 'New text'],
    ['Hello\n\nBegin forwarded message:\n\nFrom: A <a@b.co>\nSubject: x\nDate: y\n\nold', 'Hello'],
    [
      '---------- Forwarded message ---------\nFrom: A <a@b.co>\nDate: Mon, 3 May 2021\nSubject: x\nTo: me\n\nThe forwarded complaint',
      'The forwarded complaint',
    ],
    ['Hi\n\nThis email and any attachments are confidential and intended solely for the use of the individual.', 'Hi'],
  ])('cuts what was not written now: %j', (mail, expected) => {
    expect(visibleReply(mail)).toBe(expected);
  });

  it.each([
    ['thanks\n\nGesendet mit der GMX Mail App', 'thanks'],
    ['ok\n\niPhoneから送信', 'ok'],
    ['ok\n\nОтправлено с iPhone', 'ok'],
    ['ok\n\nEnviado desde mi iPhone', 'ok'],
    ['ok\n\nTélécharger Outlook pour iOS', 'ok'],
    ['ok\n\nObtenir Outlook pour Android', 'ok'],
    ['ok\n\nOutlook für iOS beziehen', 'ok'],
    ['ok\n\nSent from Yahoo Mail. Get the app', 'ok'],
    ['ok\n\nSent from Yahoo Mail for iPhone', 'ok'],
    ['ok\n\nSkickat från min iPhone', 'ok'],
    ['ok\n\nInviato da iPhone', 'ok'],
    ['ok\n\nSent with Proton Mail secure email.', 'ok'],
    ['ok\n\n发自我的iPhone', 'ok'],
    ['ok\n\nDiese E-Mail wurde von meinem Android-Gerät mit K-9 Mail gesendet.', 'ok'],
    ['ok\n\nEnvoyé de mon téléphone Orange', 'ok'],
    ['ok\n\nVerstuurd vanaf mijn iPad', 'ok'],
    ["ok\n\nWysłane z iPhone'a", 'ok'],
    ['ok\n\nمرسل من الـ iPhone الخاص بي', 'ok'],
    ['ok\n\nEnviado do meu iPhone', 'ok'],
    ['ok\n\nLähetetty iPhonesta', 'ok'],
  ])('cuts the line of a device or an application: %j', (mail, expected) => {
    expect(visibleReply(mail)).toBe(expected);
  });

  it.each([
    'On the one hand I like it. On the other hand Jane wrote: do not buy.\nSo what now?',
    'From: London\nTo: Paris\nDate: 5 May\nPlease change my booking',
    '> Can you log in?\nNo.\n> Which browser?\nFirefox',
    'Sent from my desk, is much easier then my mobile phone.',
    'The package was sent from my warehouse in Berlin yesterday',
    'My parcel:\nSent from China on 3 May',
    'Error log:\n--------------------\nfailed\n--------------------\nPlease help',
  ])('leaves a message alone that only looks like one: %j', (mail) => {
    expect(visibleReply(mail)).toBe(mail);
  });

  it('says nothing when the mail is a quotation with its attribution', () => {
    expect(visibleReply('> On Mon, 3 May 2021 at 10:00, Ana <ana@example.org> wrote:\n>\n> Hello')).toBe('');
  });

  it('keeps a mail that is only quoted lines, since they are the only thing said', () => {
    expect(visibleReply('> nothing but this')).toBe('> nothing but this');
  });

  it('leaves code between fences alone', () => {
    const mail = 'It prints\n\n```\n-- \n> no quote\n____\n```';
    expect(visibleReply(mail)).toBe(mail.replace('-- ', '--'));
  });

  it('cuts a footer below a quotation and then the quotation', () => {
    const mail = 'Done.\n\n> old\n> words\n\n--\nYou are receiving this because you are subscribed. Unsubscribe';
    expect(visibleReply(mail)).toBe('Done.');
  });
});

describe('lines', () => {
  it('knows quoted lines from table rows', () => {
    expect(['> a', '  >> a', 'JD> a', '| a', '|'].map(isQuoted)).toEqual([true, true, true, true, true]);
    expect(['a > b', '| a | b |', '<a>'].map(isQuoted)).toEqual([false, false, false]);
  });

  it('marks closed fences only', () => {
    expect(fencedLines(toLines('a\n```\nb\n```\n```\nc'))).toEqual([false, true, true, true, false, false]);
  });
});
