/**
 * What legal notices speak of, in any language: secrecy, for whom, by mistake, destroy it. No list of sentences reaches all of
 * them; two of these ideas in one long paragraph about a message are a notice.
 */
const IDEAS: readonly RegExp[] = [
  /confiden[tcz]|vertraulich|riservat|privileg|vertrouwelijk|poufn|konfident|fortrolig|luottamuksell|salassa|конфиденц|конфіденц|поверит|důvěrn|dôvern|bizalmas|gizli|εμπιστευτικ|confidenț|機密|保密|机密|기밀|סודי|سري/iu,
  /\brecipients?\b|addressee|destinat[aáàeiîoăț]|empfänger|adress?at|geadresseerde|ontvanger|mottagar|mottaker|modtager|vastaanottaj|получател|одержувач|příjemc|adresát|príjemc|címzett|alıcı|παραλήπτ|受信者|宛先|收件人|收件者|수신인|수신자|נמען|المرسل إليه/iu,
  /\b(?:in|by) (?:error|mistake)\b|irrtümlich|versehentlich|par erreur|por error|per errore|erroneamente|por engano|por erro|ten onrechte|abusievelijk|per vergissing|omyłkow|pomyłk|av misstag|ved (?:en )?(?:feil|fejl)|vahingossa|erehdyksessä|по ошибке|ошибочн|помилков|omylem|tévedésből|yanlışlıkla|εκ παραδρομής|din greșeală|誤って|误|誤|실수로|잘못/iu,
  /\bdelet|\bdestroy|lösch|vernicht|détrui|supprim|elimin|borr[aeá]|destru|cancell|apag|distrugg|verwijder|usun|zniszcz|rader[ai]|slett|slet|makuler|poist|hävit|удали|уничтож|видал|smaz|smaž|vymaž|töröl|silin|imha|διαγρά|ștergeți|削除|破棄|删除|刪除|삭제|폐기/iu,
];
const OF_A_MESSAGE =
  /e-?mail|\bmessage|\bmail|communication|nachricht|courriel|mensaje|correo|messaggio|comunicazione|mensagem|bericht|wiadomoś|meddeland|melding|meddelels|viesti|sähköposti|сообщени|письм|повідомлен|zpráv|správ|üzenet|mesaj|ileti|μήνυμα|メール|邮件|郵件|메일|메시지|הודעה|رسالة/iu;

/** Shorter paragraphs may well be a customer's; notices explain at length. Dense scripts say it in a third of the letters. */
const SHORTEST = 80;
const SHORTEST_DENSE = 25;
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]{4}/u;

/** A confidentiality notice by its ideas, whatever its words. */
export function isLegalNotice(paragraph: string): boolean {
  if (paragraph.length < (DENSE.test(paragraph) ? SHORTEST_DENSE : SHORTEST) || !OF_A_MESSAGE.test(paragraph))
    return false;
  return IDEAS.filter((idea) => idea.test(paragraph)).length >= 2;
}
