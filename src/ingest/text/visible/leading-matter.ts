import { isBlank, nextFilled } from './lines.js';

/** What mail gateways and mailboxes write above a message that came from outside. */
const BANNERS = [
  '^\\W{0,6}(?:external|extern|externe|externo|esterno)(?: e-?mail| sender| mail| message)?\\W{0,6}$',
  '(?:this|the) (?:e-?mail|message|mail) (?:originated|came|was sent|comes|is) from (?:an? )?(?:outside|external|someone outside|untrusted)',
  "don[’']t (?:often )?get e-?mail from .{1,120}(?:learn why|aka\\.ms)|aka\\.ms/learnaboutsenderidentification|do not click (?:on )?(?:any )?links? or (?:open )?attachments? unless",
  "diese (?:e-?mail|nachricht) (?:stammt|kommt|wurde) von (?:einem|einer|außerhalb)|cet? (?:e-?mail|courriel|message) (?:provient|vient) de l[’']extérieur|este (?:correo|mensaje) (?:proviene|procede) de fuera|questa (?:e-?mail|messaggio) proviene dall[’']esterno|esta mensagem foi enviada de fora|deze e-?mail is afkomstig van buiten",
];
const BANNER = new RegExp(BANNERS.join('|'), 'iu');
const ALARM =
  /^\W{0,6}(?:external|caution|warning|attention|important|notice|be careful|think before you click|achtung|vorsicht|warnung|hinweis|avertissement|attenzione|atención|precaución|atenção|let op|uwaga|varning|obs|advarsel|huomio|внимание)(?![\p{L}])/iu;
const FROM_OUTSIDE =
  /extern|outside|außerhalb|fuera|fora d|unknown|unbekannt|inconnu|desconocid|desconhecid|sconosciut|onbekend|nieznan|okänd|ukendt|ukjent|неизвестн|внешн/iu;
const ABOUT_MAIL =
  /e-?mail|\bmail|message|sender|nachricht|absender|courriel|expéditeur|correo|mensaje|remitente|messaggio|mittente|mensagem|remetente|afzender|bericht|wiadomoś|nadawc|meddeland|avsändar|avsender|afsender|viesti|lähettäj|письм|сообщени|отправител/iu;
/** Banners are short; a customer who warns of something writes on below the first line. */
const LONGEST_BANNER = 450;
const MAX_BANNERS = 3;

/** Lines without the banners of gateways at their top. Never takes everything. */
export function withoutBanners(lines: readonly string[]): readonly string[] {
  let rest = lines;
  for (let round = 0; round < MAX_BANNERS; round++) {
    const start = nextFilled(rest, 0);
    let end = start;
    while (end < rest.length && !isBlank(rest[end]!)) end++;
    if (nextFilled(rest, end) >= rest.length || !isBanner(rest.slice(start, end).join(' '))) return rest;
    rest = rest.slice(nextFilled(rest, end));
  }
  return rest;
}

function isBanner(paragraph: string): boolean {
  if (paragraph.length > LONGEST_BANNER || /\?\s*$|(?<![\p{L}.])I [a-z]/u.test(paragraph)) return false;
  return (
    BANNER.test(paragraph) || (ALARM.test(paragraph) && FROM_OUTSIDE.test(paragraph) && ABOUT_MAIL.test(paragraph))
  );
}
