const DEVICES =
  'iphone|ipad|ipod|apple watch|android|blackberry|samsung|galaxy|huawei|xiaomi|redmi|oneplus|nokia|lumia|xperia|htc|motorola|pixel|windows phone|windows mail|windows \\d{1,2}|smartphone|mobiltelefon|mobiltelefoon|mobiele telefoon|mobilgerät|mobile|mobiel|cell ?phone|handy|móvil|celular|cellulare|telefonino|téléphone|telefon(?:i|u|o|a)?|tablet|outlook|yahoo|gmail|mailbox|airmail|spark|proton ?mail|k-9|thunderbird|aol|gmx|web\\.de|hotmail|zoho|telefoon|телефон\\p{L}{0,3}|смартфон\\p{L}{0,3}|мобильн\\p{L}{0,4}|мобільн\\p{L}{0,4}|スマートフォン|携帯|手机|手機|휴대폰|스마트폰|mail\\.ru|почт\\p{L}{1,3}|メール|邮箱|nine|superhuman|hey|fairemail|tutanota|roundcube|smartmail|mymail|edison|newton|canary';
const DEVICE = new RegExp(`(?<![\\p{L}\\p{N}])(?:${DEVICES})(?![\\p{L}])|iphone|ipad|android|outlook`, 'iu');

/** "Sent from my iPhone" where the verb comes first; the preposition keeps "sent me the wrong size" out. */
const SENT_FIRST =
  /^(?:sent (?:from|via|with|using|by|on|through) |sent (?:securely )?(?:from|with) |written on my |typed on my |composed on my |dictated (?:to|on|with) |(?:von|vom|aus) (?:meinem|unterwegs|der|dem) |gesendet (?:von|mit|über|aus|vom|per|via) |versendet (?:von|mit|aus|vom) |diese (?:nachricht|e-?mail|mail) wurde (?:von|mit|vom) |mit (?:der |dem )?[^.!?]{1,40} gesendet|envoyé(?:e)? (?:de|depuis|à partir|avec|par|via|du|d['’]) ?|provenance ?: ?|enviad[oa] (?:desde|con|mediante|a través|do|da|pelo|pela|via|a partir|de|com) |enviat (?:des|amb) |inviat[oa] (?:da|dal|dall['’]|con|tramite) ?|scritto (?:dal|da) |verzonden (?:vanaf|met|via|van|vanuit|door) |verstuurd (?:vanaf|met|via|van|vanuit) |wysłan[eoay] (?:z|za|przy|przez|od) |wiadomość wysłana z |отправлен[оа] (?:с|из|со|через|от) |послано с |надіслан[оа] (?:з|із|за|через) |відправлен[оа] (?:з|із|за) |изпратено (?:от|с|чрез) |skicka(?:t|des) (?:från|med|via) |skickad (?:från|med) |sendt (?:fra|med|via) |lähetetty |odesláno (?:z|ze|pomocí) |odoslané (?:z|zo|pomocou) |poslan[oa] (?:s|sa|iz|z|preko) |poslato (?:sa|s|iz) |trimis (?:de pe|din|prin|cu|de la) |στάλθηκε (?:από|με) |εστάλη από |נשלח מ|أ?ُ?رسلت? من |مرسل من |تم الإرسال من |ارسال شده از |发自|來自|来自|從我的|从我的|傳送自|用我的|gửi từ |được gửi từ |ส่งจาก|dikirim dari |dihantar dari |saadetud |išsiųsta iš |nosūtīts no |send fra |sendur úr )/iu;
/** Verb last: "Von meinem iPhone gesendet", "iPhone'umdan gönderildi", "iPhoneから送信". */
const SENT_LAST =
  /(?:gesendet|verschickt|geschrieben|gönderildi|küldve|küldtem|elküldve|から送信|より送信|で送信|에서 보냄|에서 보냈습니다|传送|傳送|发送|發送|lähetetty|से भेजा गया)\s?[.!。]?\s?$/iu;
const APP_ADVERT =
  /^[\s[(<*]{0,4}(?:get|download|try|holen sie sich|hol dir|obtenir|obtenez|téléchargez|télécharger|obtener|obtén|descarga|descargar|obter|obtenha|baixe o|scarica|ottieni|download|skaffa|hämta|hent|få|hanki|pobierz|uzyskaj|získejte|získať|letöltés|получить|скачать|скачайте|завантажити|отримати|获取|取得|下载)\s?\[?(?:de |die |den |app |aplikację |program |o |la |the |приложение )?[^\n]{0,24}?(?:outlook|yahoo|gmail|aol|mail|boxer|spark|bluemail|mymail|edison)[^\n]{0,90}$/iu;
const MAIL_SLOGAN = /^\s{0,4}(?:yahoo|aol|gmx|outlook|proton) ?mail ?[:–—-] /iu;
/** One word, the application, a preposition and the system: an advert in whatever language. */
const APP_FOR = /^\S{2,16} (?:outlook|yahoo mail|bluemail|gmail|spark) \S{2,8} (?:ios|android|mac|windows)$/iu;
const OUTLOOK_FOR =
  /^[\s[(<*]{0,4}outlook (?:for|für|pour|para|per|voor|för|til|dla|для|pro|για|til) (?:ios|android|mac)/iu;
const FROM_MOBILE =
  /^[^.!?\n]{0,24}\bfrom (?:my |a |the )?(?:mobile|iphone|ipad|android|phone|smartphone|blackberry|cell)[^.!?\n]{0,24}$/iu;
const APOLOGY = /excuse|typo|brevity|pardon|forgive|tippfehler|fautes|errores|errori|kürze|breve/iu;

/** A line that a phone or a mail application put under the message, in any of some forty languages. */
export function isDeviceSignature(line: string): boolean {
  if (line.length > 220) return false;
  const text = line
    .replace(/[(<]{0,2}https?:\/\/[^\s>)]{1,300}[>)]{0,2}/g, '')
    .trim()
    .replace(/^[<([*_~"'«\-–—\s]+/, '')
    .replace(/[>)\]*_~"'»\s]+$/, '');
  if (text.length < 5) return false;
  if (
    APP_ADVERT.test(line) ||
    MAIL_SLOGAN.test(line) ||
    APP_FOR.test(text) ||
    OUTLOOK_FOR.test(line) ||
    FROM_MOBILE.test(text)
  )
    return true;
  const words = text.split(/\s+/).length;
  return SENT_FIRST.test(text) ? isShortEnough(text, words) : SENT_LAST.test(text) && DEVICE.test(text) && words <= 14;
}

/** Without a device or an application in it, "Sent from China" needs a blank line above to be a signature. */
export function namesDevice(line: string): boolean {
  return DEVICE.test(line);
}

/** "Sent from my desk, is much easier than my phone" is a sentence: the longer the line, the more it must look the part. */
function isShortEnough(text: string, words: number): boolean {
  if (APOLOGY.test(text)) return words <= 16;
  if (/[,;:?]/.test(text) && !/, (?:an?|the|das|le|la|el|il|powered|via) /iu.test(text))
    return DEVICE.test(text) && words <= 6;
  return words <= (DEVICE.test(text) ? 12 : 6);
}
