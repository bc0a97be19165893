import { MAX_PATTERN_LENGTH, isBlank } from './lines.js';

type Field = 'from' | 'date' | 'to' | 'cc' | 'subject' | 'reply';

/** Labels of the header block that Outlook, Apple Mail and web clients write above a quoted or forwarded message. */
const LABELS: Record<Field, string> = {
  from: 'from|von|de|da|van|od|från|fra|lähettäjä|feladó|de la|expéditeur|mittente|remitente|absender|afzender|avsender|afsender|nadawca|odesílatel|odosielateľ|saatja|kimden|gönderen|από|от|от кого|від|від кого|מאת|من|از|差出人|送信者|发件人|发件者|寄件人|寄件者|보낸 사람|보낸사람|từ|người gửi|จาก|dari|šalje|nuo|no|frá|prejme|pošiljatelj|prima',
  date: "date|sent|sent at|sent on|received|gesendet|datum|envoyé|envoyé le|envoyé à|date d’envoi|date d'envoi|fecha|fecha de envío|enviado|enviado el|enviado em|enviada em|enviado a las|enviat|data|data invio|inviato|inviato il|verzonden|verzonden op|wysłano|wysłane|data wysłania|отправлено|дата|дата/время|дата отправки|надіслано|відправлено|skickat|skickat den|sendt|dato|lähetetty|päivämäärä|päiväys|elküldve|küldve|dátum|odesláno|odoslané|trimis|data trimiterii|gönderildi|tarih|gönderme tarihi|gönderim tarihi|στάλθηκε|ημερομηνία|נשלח|תאריך|تاريخ الإرسال|تم الإرسال|التاريخ|送信日時|日付|日時|发送时间|发送日期|發送時間|時間|日期|寄件日期|傳送時間|보낸 날짜|날짜|ngày|đã gửi|วันที่|ส่ง|tanggal|dikirim|saadetud|kuupäev|poslano|poslat|kdy|send",
  to: 'to|an|à|a|para|per|aan|do|till|til|vastaanottaja|címzett|komu|către|kime|alıcı|kimə|προς|кому|кому|до|אל|إلى|الى|به|宛先|收件人|收件者|받는 사람|받는사람|tới|đến|ถึง|kepada|destinataire|destinatario|destinatário|odbiorca|adresat|za|pro|kam|saaja|ontvanger',
  cc: 'cc|bcc|kopie|kopia|kopi|copie|copie à|copia|cópia|kopio|másolat|копия|копія|副本|抄送|参照|참조|cci|cco|ccn|udw|dw|bilgi|kópia',
  subject:
    'subject|betreff|objet|asunto|oggetto|assunto|onderwerp|temat|тема|ämne|emne|aihe|tárgy|předmět|predmet|věc|subiect|konu|θέμα|נושא|الموضوع|موضوع|件名|题目|主题|主旨|主題|제목|chủ đề|tiêu đề|เรื่อง|หัวเรื่อง|perihal|subjek|assumpte|efni|teema|tema|re',
  reply:
    'reply-to|reply to|risposta|rispondi a|antwort an|répondre à|responder a|odpowiedź do|antwoord aan|ответить|importance|priority|attachments|anlagen|allegati|pièces jointes|adjuntos|organization|wichtigkeit',
};

const FIELD_OF = new Map<string, Field>();
for (const [field, labels] of Object.entries(LABELS) as [Field, string][]) {
  for (const label of labels.split('|')) if (!FIELD_OF.has(label)) FIELD_OF.set(label, field);
}

/** `data` and the like mean a date in one language and plain words in another; the block as a whole decides. */
export function headerField(line: string): Field | null {
  if (line.length > MAX_PATTERN_LENGTH) return null;
  const match = /^[\s>*_|]{0,12}([^\s:：*_][^:：\n]{0,24}?)[\s*_]{0,4}[:：]/u.exec(line);
  return match ? (FIELD_OF.get(match[1]!.trim().toLowerCase()) ?? null) : null;
}

/** One line that says who and where from, "From: Jane Roe <jane@example.org>", as Windows mail leaves it. */
const SENDER_WITH_ADDRESS = /[<[(](?:mailto:)?[^\s<>@]{1,64}@[^\s<>@]{1,255}[>\])]/i;

/**
 * Index just past a header block that starts at `start`, or null. Needs a sender and two more kinds of fields, of which one is a
 * subject or holds an address, or less behind a separator; "From: Oslo / To: Rome / Date: 3 May" of a traveller is no header.
 */
export function headerBlockEnd(lines: readonly string[], start: number, separated: boolean): number | null {
  const first = headerField(lines[start]!);
  if (!first || first === 'cc') return null;
  const { fields, end } = readFields(lines, start);
  const kinds = ['from', 'date', 'to', 'subject'].filter((field) => fields.has(field as Field)).length;
  const block = lines.slice(start, end).join('\n');
  return isHeaderBlock(fields, kinds, separated, block) ? end : null;
}

function isHeaderBlock(fields: ReadonlySet<Field>, kinds: number, separated: boolean, block: string): boolean {
  if (separated && kinds >= 2) return true;
  if (!fields.has('from')) return kinds >= 3 && fields.has('subject') && block.includes('@');
  if (kinds === 1) return fields.size === 1 && SENDER_WITH_ADDRESS.test(block);
  if (kinds === 2) return SENDER_WITH_ADDRESS.test(block) || (fields.has('subject') && block.includes('@'));
  return fields.has('subject') || block.includes('@');
}

/** Fields from `start` on; a long address list may wrap over two lines, and old clients put a blank line between fields. */
function readFields(lines: readonly string[], start: number): { fields: Set<Field>; end: number } {
  const fields = new Set<Field>();
  let end = start;
  for (let at = start; at < Math.min(lines.length, start + 24); at++) {
    const line = lines[at]!;
    const field = headerField(line);
    if (field) {
      fields.add(field);
      end = at + 1;
    } else if (at - end >= (isBlank(line) ? 1 : 2)) break;
  }
  return { fields, end };
}

const MESSAGE_WORDS =
  'message|messages|nachricht|mensaje|messaggio|mensagem|missatge|bericht|e-mailbericht|wiadomość|wiadomości|сообщение|письмо|повідомлення|лист|съобщение|meddelande|melding|meddelelse|besked|viesti|sähköposti|üzenet|zpráva|správa|mesaj|mesajı|ileti|iletisi|e-posta|μήνυμα|הודעה|رسالة|الرسالة|پیام|メッセージ|元のメール|邮件|郵件|原件|메시지|메일|thư|tin nhắn|ข้อความ|pesan|sporočilo|poruka|e-?mail|mail|kiri|laiškas|vēstule|skeyti';
const ORIGINAL_WORDS =
  'original|originale|ursprüngliche|urspr|originalnachricht|origine|initial|oorspronkelijk|oryginaln|исходн|оригинал|пересыл|пересл|forward|fwd|weitergeleitet|réexpédi|transf|transféré|reenviad|encaminhad|inoltrat|doorgestuurd|przekazan|vidarebefordra|videresend|välitetty|edelleenlähet|alkuperäinen|eredeti|továbbított|původní|přeposlan|pôvodn|redirecționat|iletilen|özgün|orijinal|αρχικό|προωθ|מקורית|הועברה|الأصلية|محول|転送|元の|オリジナル|原始|原邮|原郵|回复的|回覆的|转发|轉寄|原件|원본|전달|gốc|chuyển tiếp|ต้นฉบับ|ส่งต่อ|asli|diteruskan|opprinnelig|oprindelig|ursprungligt|цитир|прослеђена|reply|antwort|quoted|upprunal';
const ORIGINAL = new RegExp(`(?:${ORIGINAL_WORDS})`, 'iu');
const MESSAGE = new RegExp(`(?:${MESSAGE_WORDS}|originalnachricht|オリジナル)`, 'iu');
const APPLE_FORWARD =
  /^\s{0,4}(?:begin forwarded message|start of forwarded message|début du message (?:réexpédié|transféré)|anfang der weitergeleiteten (?:nachricht|e-mail)|inicio del mensaje reenviado|comienzo del mensaje reenviado|inizio messaggio inoltrato|início da mensagem (?:reencaminhada|encaminhada)|begin doorgestuurd bericht|vidarebefordrat brev|videresendt (?:besked|e-post|melding)|start på videresendt|välitetty viesti|początek przekazanej wiadomości|начало переадресованного (?:сообщения|письма)|пересылаемое сообщение|továbbított levél kezdete|začátek přeposlané zprávy|iletilen mesaj|転送されたメッセージ|下面是被转发的邮件|以下是轉寄的郵件|전달된 메시지)[^\n]{0,20}[:：]\s*$/iu;

/** `-----Original Message-----`, `---------- Forwarded message ---------`, "Begin forwarded message:" and their kin. */
export function isMessageSeparator(line: string): boolean {
  if (line.length > 160) return false;
  const framed =
    /^\s{0,8}[*_]{0,2}[-_=‐‑‒–—―+]{2,}\s{0,3}([^-_=‐‑‒–—―\s][^\n]{1,90}?)\s{0,3}(?:[-_=‐‑‒–—―+]{2,}|:)[*_:\s]{0,4}$/u.exec(
      line,
    );
  if (framed) return ORIGINAL.test(framed[1]!) && (MESSAGE.test(framed[1]!) || /^original$/i.test(framed[1]!));
  return APPLE_FORWARD.test(line);
}

/** A rule of dashes, underscores, stars and the like, alone on its line. */
export function isRule(line: string): boolean {
  return line.length <= 200 && /^\s{0,8}(?:[-_=*~#+‐‑‒–—―─━]{2,}|[—–―ᐧ])\s*$/u.test(line);
}
