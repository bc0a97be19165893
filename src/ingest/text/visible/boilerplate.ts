import { isLegalNotice } from './legal-notice.js';

/** Phrases by which a paragraph gives itself away as a legal notice, a scanner's stamp, or the footer of a ticket or list system. */
const NOTICES = [
  // legal notices
  'intended recipient|intended (?:only|solely) for|received this (?:e-?mail|message|communication|transmission) (?:in error|by mistake)|confidentiality (?:notice|note)|(?:e-?mail|message|communication|transmission|contents?|attachments?|information)\\b[^.]{0,80} (?:is|are|be) (?:strictly |intended to be )?(?:confidential|privileged)|legally privileged|^disclaimer|legal disclaimer|e-?mail disclaimer',
  'vertrauliche (?:und|oder|informationen)|nicht der (?:richtige|beabsichtigte|bestimmungsgemäße) (?:adressat|empfänger)|irrtümlich erhalten|(?:e-?mail|nachricht) ist vertraulich',
  'confidentiel(?:s|le|les)?\\b[^.]{0,80}(?:destinataire|usage)|destiné(?:e?s)? exclusivement|reçu ce (?:message|courriel|mail) par erreur|seul destinataire',
  'información confidencial|destinatario indicado|ha recibido este (?:mensaje|correo) por error|exclusivamente (?:a|para) (?:su|la persona) destinatari|aviso legal|aviso de confidencialidad',
  'informazioni (?:confidenziali|riservate)|ricevuto (?:questo|il presente) messaggio per errore|destinatario indicato|(?:ai sensi del|d\\.? ?lgs|gdpr).{0,60}(?:riservat|privacy)',
  'informações confidenciais|recebeu esta mensagem por engano|uso exclusivo do destinatário|aviso de confidencialidade',
  'uitsluitend bestemd voor|niet de (?:geadresseerde|beoogde ontvanger)|vertrouwelijke informatie|ten onrechte (?:hebt )?ontvangen',
  'informacje poufne|przeznaczon[ae] wyłącznie dla|nie (?:jest|są) państwo (?:właściwym )?adresat',
  'konfidentiell information|avsedd endast för|fortrolig(?:e)? (?:information|opplysninger|oplysninger)|luottamuksellis',
  'конфиденциальн\\p{L}{1,5} (?:информаци|и предназнач|сообщени)|důvěrné informace|bizalmas információ|gizli bilgi|機密情報|機密保持|保密声明|机密信息',
  // scanners and printers
  '(?:e-?mail|message|mail) (?:has been|was) (?:scanned|checked|sent from a computer|virus)|(?:virus-?free|virenfrei|sans virus|libre de virus|privo di virus)\\b.{0,40}(?:www|avast|avg)|(?:scanned|checked|protected|geprüft|analizzato|analysé|analizado|gecontroleerd|sprawdzon\\p{L}|skannad|проверен\\p{L}) .{0,50}(?:virus|viren|malware|spam|avast|mcafee|kaspersky|sophos|mailscanner|norton|eset|esva)',
  "consider the environment|before printing this (?:e-?mail|message|mail)|umwelt.{0,60}(?:druck|e-?mail)|avant d[’']imprimer ce|antes de imprimir este|prima di stampare (?:questa|questo)|voordat u deze|innan du skriver ut|środowisk.{0,40}wydruk|ympäristö.{0,40}tulost|miljø.{0,40}(?:skriver ut|udskriver)|životní prostředí.{0,40}(?:tisk|vytisk)",
  // ticket systems, lists and newsletters
  "reply to this e-?mail (?:directly|to |or )|to respond, reply|to reply(?: to this)?,? (?:visit|click|just reply)|(?:view|visit) (?:it|this|the|topic|message|conversation|ticket).{0,40}(?:github|gitlab|online|in your browser|to respond)|you(?: are|[’']re| have)? receiv(?:ing|ed) this (?:e-?mail|message|notification|because)|you received this (?:message|e-?mail) because|mute the thread|^visit topic|^previous replies|^in reply to",
  '(?:^|[|•·–-]\\s?|\\bto |\\byou (?:can|may) |\\bhere to )(?:unsubscribe|opt[ -]out)\\b|\\bunsubscribe (?:here|from (?:this|these|our|all)|at any time|link|or |\\|)|unsubscribe\\W{0,4}(?:https?:|$)|(?:newsletter|e-?mails?|nachrichten) (?:hier )?abbestellen|^abbestellen|se désabonner|se désinscrire|darse de baja|para dejar de recibir|disiscriver|disiscrizione|cancellarti|cancelar (?:a |sua )?(?:inscri|assinatura)|uitschrijven|wypisać się|отписаться|отписк|avregistrera|afmeld|avmeld|配信停止|退订|取消订阅|notification (?:settings|preferences)|manage (?:your )?(?:subscription|preferences)|mailing list$|mailing list\\b.{0,100}https?://',
  'delivered by zendesk|powered by (?:zendesk|freshdesk|freshworks|intercom|help ?scout|front|gorgias|zoho|hubspot)|this e-?mail is a service from|sent (?:via|from) (?:zendesk|freshdesk|intercom|help ?scout|front\\b)|ticket (?:id|number|#)\\s?:? ?#?\\d+\\s*$|do not (?:reply|respond) to this (?:e-?mail|message)|cliquez ici pour (?:signaler|se)|clicca qui per|klicken sie hier, um|haga clic aquí para|^sender notified by',
];
const NOTICE = new RegExp(NOTICES.join('|'), 'iu');

/** Notices speak of "you" and "the sender"; who says "I cannot unsubscribe" is a customer. Capital I alone: "i" is a word of many languages. */
const WRITER = new RegExp(
  [
    "(?<![\\p{L}\\p{N}.])(?:I|I['’](?:m|ve|d|ll))(?= \\p{Ll})",
    "(?<![\\p{L}\\p{N}])(?:[Mm]y|[Mm]e|[Ii]ch|[Mm]ein\\p{L}{0,2}|[Mm]ir|[Mm]ich|[Jj][’']|[Jj]e (?:ne|me|n[’']|suis|veux|voudrais|peux|souhaite|vous|dois|re)|[Mm]on|[Mm]es|[Mm]oi|[Yy]o|[Mm]is?|[Qq]uiero|[Pp]uedo|[Nn]ecesito|[Ii]o|[Mm]io|[Mm]ia|[Mm]iei|[Vv]orrei|[Pp]osso|[Ee]u|[Mm]eu|[Mm]inha|[Qq]uero|[Pp]reciso|[Ii]k|[Mm]ijn|[Jj]ag|[Mm]itt|[Mm]ina|[Jj]eg|[Mm]inun|[Hh]aluan|[Cc]hcę|[Mm]oje|[Mm]ój|[Mm]nie|[Mm]ogę|[Яя]|[Мм]не|[Мм]о[йяеё]|[Мм]еня|[Cc]hci|[Mm]ůj|[Bb]enim)(?![\\p{L}\\p{N}])",
    '私|僕|我(?!司|们|們)|저는|제가',
  ].join('|'),
  'u',
);

/** Salesforce and Zendesk thread marks, invisible to readers, alone on their line. */
const THREAD_MARK =
  /^\s*(?:\{#[A-Z]{2}:[\w-]{4,60}#\}|\[?\s?ref:[\w!.]{6,80}:ref\s?\]?|\[[A-Z0-9]{6}-[A-Z0-9]{4,5}\]|\[(?:ticket|case)[ #:-]{1,3}\d+\])\s*$/i;

const REPLY_ABOVE =
  /(?:(?:reply|replies|response|write|type|respond|answer).{0,30}above (?:this|the) (?:line|dotted line)|(?:above this line).{0,30}(?:reply|post)|antwort(?:en)? .{0,40}(?:über|oberhalb) diese[rn]? (?:zeile|linie)|(?:répon(?:dre|se|dez)|écrivez|saisir).{0,40}au-?dessus de cette ligne|(?:responda|respuesta|escriba|escribe).{0,40}(?:encima|arriba|por encima) de (?:esta|la) línea|(?:risposta|rispondi|scrivi).{0,40}sopra (?:questa|la) (?:riga|linea)|(?:resposta|responda|escreva|digite).{0,40}acima d(?:esta|a) linha|(?:antwoord|reactie|typ).{0,40}boven deze (?:regel|lijn)|(?:odpowied\p{L}{1,3}|odpisz|wpisz).{0,40}powyżej tej linii|(?:svar|skriv).{0,40}(?:ovanför|over|ovenfor) (?:denna|denne) (?:rad|linje)|(?:ответ|пишите|напишите).{0,40}выше этой (?:строки|линии)|この(?:行|線)より上に|请在此行(?:以)?上(?:方)?|請在此行(?:以)?上)/iu;

/** "Leave this list" in any language, with somewhere to click. */
const LEAVE =
  /unsubscri|opt[ -]?out|abmeld|abzumelden|abbestell|abzubestellen|désinscri|désabonn|de baja|desuscrib|disiscri|annulla\p{L}{0,4} iscrizione|cancelar|descadastr|uitschrij|afmeld|avregistr|avsluta prenumer|avmeld|peru\p{L}{0,6} tilau|wypis|rezygn|odhlás|leiratkoz|dezabon|aboneliğ|отпис|відпис|退订|退訂|取消订阅|配信停止|수신거부/iu;
const CLICK = /https?:\/\/|www\.|\bclic|klick|klikk|cliqu|klik|tıkla|нажм|натисн|点击|點擊|クリック|클릭/iu;

function isListFooter(paragraph: string): boolean {
  return paragraph.length <= 400 && LEAVE.test(paragraph) && CLICK.test(paragraph);
}

/** Longest paragraph that is looked at: a notice is recognised by its first sentences. */
const LOOK_AT = 1_200;

/** "Please type your " before "reply above this line"; what stands further in is part of a sentence about such a line. */
const LONGEST_LEAD = 14;

export function isNotice(paragraph: string): boolean {
  const head = paragraph.slice(0, LOOK_AT).trim();
  if (THREAD_MARK.test(head)) return true;
  if (WRITER.test(head) || /\?\s*$/.test(head)) return false;
  return NOTICE.test(head) || isLegalNotice(head) || isListFooter(head);
}

/** `##- Please type your reply above this line -##`: the customer's words end here. */
export function isReplyAboveMark(line: string): boolean {
  if (line.length >= 200) return false;
  const match = REPLY_ABOVE.exec(line);
  if (!match) return false;
  const isFramed = /^[\s#=\-–—_*+>~.]{2,}/.test(line) || /[#=\-–—_*+~]{2,}\s*$/.test(line);
  return isFramed || (line.trim().length < 80 && match.index <= LONGEST_LEAD);
}
