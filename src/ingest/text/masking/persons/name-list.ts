import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EVERYDAY_WORDS } from './everyday-words.js';
import { MORE_GIVEN_NAMES } from './given-names.js';

/** Words that are names far more often than words when they stand capitalised inside a sentence. */
const MORE_NAME_THAN_WORD =
  'jack martin maria marina robin roman peter ken mike frank carol rosemary ruby heather ivy jade lily molly sally harry jerry terry bill bob nick ray rob sue dean drew eddy ernest gene glen grace wayne warren victor sandy hazel holly jay josh june kitty miles norma olive oscar patty penny phil rusty stella curt chuck christen cliff clay basil dale dolly doug daisy amber christian ginger jasmine jasper kelvin luke marcus mark matt max myles paige paul pearl randy rex rich rick rod rosa russell sean sharon steward stewart tad ted tiffany timothy todd tom tony tracy troy trudy vera veronica viola walt wendy will josef johnny dick guy laurel dexter barb alma alto julia kim tim elke hans mia sara greta aki ami ana ernst mina elli jona ben allen kelli tanya heidi';
/** Places, brands, languages and days that are in every list of names; in support text they are hardly ever people. */
const NOT_PEOPLE =
  'africa america asia europe london paris berlin rome madrid lisbon vienna prague budapest warsaw dublin oslo stockholm helsinki copenhagen amsterdam brussels zurich geneva milan naples turin venice florence moscow kiev istanbul cairo dubai delhi mumbai tokyo kyoto osaka beijing shanghai hong kong singapore sydney melbourne perth brisbane auckland wellington toronto montreal vancouver chicago boston dallas houston austin denver phoenix seattle portland miami atlanta orlando detroit cleveland columbus memphis nashville raleigh richmond manchester birmingham liverpool leeds bristol york glasgow edinburgh cardiff belfast hamburg munich cologne frankfurt lyon nice marseille lille seville valencia california texas florida georgia virginia carolina dakota montana washington oregon nevada arizona colorado michigan ohio indiana kansas england scotland wales ireland britain bavaria google apple amazon microsoft windows android samsung sony nokia philips siemens bosch visa mastercard paypal stripe zoom slack excel outlook word teams chrome safari firefox edge opera python java javascript ruby swift oracle adobe docker alexa siri cortana netflix spotify disney tesla ford mercedes benz toyota honda kia nike adidas dell lenovo intel shopify klarna revolut monzo wise barclays lloyds santander chase monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december english german french spanish italian portuguese dutch polish russian chinese japanese korean turkish swedish danish norwegian finnish greek arabic hebrew hindi thai christmas easter hanukkah ramadan diwali halloween internet wifi online premium basic login logout app apps email iphone ipad mac linux hello hi hey dear hallo hola ciao bonjour salut merci thanks thank regards cheers please sorry yes ok okay bitte danke gracias grazie obrigado obrigada mit wir ihr sie ich das der die und aber oder wenn noch schon auch nach beim zum zur von vom den dem des ein eine mein meine kein keine ist sind war hat haben kann karte konto frau herr mr mrs ms dr madame monsieur señor señora signor signora senhor senhora les des une mon mes ses nos vos est sont avec pour dans sur que qui los las una con por para como pero mas sin del este esta todo todos bien muy gli che non per sono come questo questa più uma com não sim isso een het niet ook maar naar wat dit dat kan wil mijn men som det att och inte jag har vad kun sir madam team support service customer user admin jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun basically agent api url html css json react vue angular office god jesus christ lord bible bot meta uber ai corona vegas condo pho harbor boise reno fargo hyatt wolfram pandora angeles francisco diego san santa los las fort saint el la de al im yo yep goto demo foo heck goin ok ta te fe lo co ord auth ref perl mac nfl broadway disney everest greek irish dutch thai lira kroner ruble bitcoin baltimore charleston sacramento trenton salem columbia lagos barcelona milano roma porto krakow gdansk malmo bergen rotterdam utrecht antwerp ghent basel bern salzburg graz leipzig dresden stuttgart dortmund nantes bordeaux toulouse strasbourg bilbao malaga bologna palermo bari harvard yale kohls kroger nordstrom schwab brighton chester westwood maine laguardia honda mayo lowes kobe burma lyft doordash etsy ebay fedex walmart target costco ikea zara lidl aldi tesco lufthansa ryanair delta vodafone verizon comcast nintendo xbox playstation steam roblox twitch github gitlab jira trello asana notion figma dropbox salesforce hubspot zendesk intercom freshdesk mailchimp wordpress wix squarespace magento woocommerce gmail hotmail outlook yahoo whatsapp instagram facebook twitter linkedin tiktok snapchat telegram signal discord airbnb booking expedia hilton marriott chromebook macbook airpods kindle echo garmin fitbit norton mcafee kaspersky cisco kingston bajaj macintosh gemini perplexity copilot bing caddy alfredo toledo nespresso braun miele dyson herren chelsea oxford cambridge';
const asSet = (words: string): Set<string> => new Set(words.split(' '));

export const MORE_NAMES: ReadonlySet<string> = asSet(MORE_NAME_THAN_WORD);
export const PLACES_AND_BRANDS: ReadonlySet<string> = asSet(NOT_PEOPLE);

/** The maintained list of the spell checker cspell, some 39,000 given and family names of many countries, and those that it lacks; lower-cased. */
export const NAMES: ReadonlySet<string> = readNames();

function readNames(): Set<string> {
  const settings = createRequire(import.meta.url).resolve('@cspell/dict-people-names/cspell-ext.json');
  const lines = readFileSync(join(dirname(settings), 'dict', 'people-names.txt'), 'utf8').split('\n');
  const names = lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.normalize('NFC').toLowerCase());
  return new Set([...names.filter((name) => name.length > 1), ...MORE_GIVEN_NAMES]);
}

/** Common as a word, a place, a brand or a function word: not a name without context. */
export function isWordRatherThanName(word: string): boolean {
  return PLACES_AND_BRANDS.has(word) || (EVERYDAY_WORDS.has(word) && !MORE_NAMES.has(word));
}

const COUNTRIES = readCountries();

function readCountries(): Set<string> {
  const display = new Intl.DisplayNames('en', { type: 'region' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const names = codes.map((code) => display.of(code) ?? code).filter((name) => name.length > 2);
  return new Set(names.flatMap((name) => name.toLowerCase().split(/[\s&().-]+/)));
}

export function isCountry(word: string): boolean {
  return COUNTRIES.has(word);
}
