/**
 * English words of everyday use that are family or given names as well (SCOWL sizes 10 to 35, cut with the name list): capitalised
 * at the start of a sentence, in a title or in a product they are words. Only greeting, signature and the like make them names.
 */
const WORDS = `
abate abbey abbot able ace acre acres admire agent aide akin alas albino ale all alley ally almond alpha alter alto 
amber amen amend an angel angelic anger angle angles angst apple arch archer arena arenas ares argue arias arms art 
ash askew atlas august aura autumn awe aye azure bachelor back backer bacon bade badger bail bake baker bald balding 
bale bales ball balling balls ban band bandy bang bangs banister bank banker banks banner banning bar barb barber 
bard bare barefoot bares barge bark barks barley barman baron barren barrette barrier barter base bash basic basil 
bass bath battle battles bay bays be beach beagle beam beams bean beans bear beard beaver beavers bee beech been beer 
beers beets begin belch bell belling bellow bellows below belt bench bender bent berry best betters beverage bias 
bible bickers bigger bill billing bills binder binning birch bird bishop bitter black blacker blacksmith blade blades 
blanch bland blank blanks blasé blaze blazer bless blessing blew blind bliss blitz blizzard block blood bloom 
blossom blow blue blunt board boas bob bode bodily body bogus bold bologna bolster bolt bombard bond bonds bone bones 
bonnet book books boom boon boor boos booth boots booze border borders bores boring born borne boroughs boss both 
bottom bottoms bough bounds bourbon bourgeois bow bowler bowling box boxer boy boys brace brain brake bran branch 
brand brands brandy brasher brass bravo brawn bray brazier breed breeding breeze brew brick bride bridge bridges 
bright brim brink brinks broach broad broker brook brooking brooks broom brothers brow brown browner browning 
brunette brunt brush buck buckle buckles bud buddy budge buff buffalo bull bullion bump bumpers bun bunch bunk bunker 
bunny burden bureau burger burn burner burns burr burrow burrows bury bush buss butcher butler butt butters buttery 
button butts buys buzzard bye cable cadet cage call callow cam camel camera camp camper camps can canal canary cancel 
candy cane canning cannon canny canon canter cap cape capers capes caprice captain car carbon card cardinal care 
cargo carol carp carpenter carrier carrion carry cart carton case cash casino cast caster castle castles catchings 
cater caulk cavalier cave caves center centers certain chain chalk challenger chambers champ champagne champion 
chance chancellor channel chant chapel char charity charter charters chase chastity check cheek cheeks cheers cherish 
cherry chess chestnut chew chi chick child chin china choice chow christen chuck chum church chute cinnamon citizen 
civil clack clamp clapper class clause clay clear cleaver cleaves clerk clever click cliff clinch clink clock close 
cloud clover cluck clutter coach coats cobble cocks code coffee coffer coffin coil coin coke collar collie colon colt 
comas combs comes comfort commander commodore common commons conception cone confer conquest constant converse cook 
cooks cool coop cooper cope copes copper coral cord cordon core cork corn corner corning corns corpus corral cost 
cotton couch council counter countryman counts court courts cousin cousins cover covert coward cox coy coyer craft 
crafts cram crane crank crass crater credit creed creek crew crews crisp crochet crock crofts crook crooks cross 
crosser crouch crow crown cruise crumb crumble crystal cue cuff cull cumming cunning curd cure curl current curry 
curt custard cutter cutting cypress daily dais daisy dally dam dame dames dance dancer dandy dare dark darling dart 
dash daub dawn day days deacon deal dean deans dear dearth deck deeds deem deems deer degree delay delta delude dent 
deputy derrick desire dessert destine destiny deters dew dial dials diamond dice dies dill dills dimple din dine 
dines ditch ditto ditty diver divers divine do dock doctor dodge doe dole doles doll dollar dolly dolphin domino don 
done doom dose dot double douse dove dowdy down downing downs dragon drain dress dresser drew dries driver drone 
drown drum drummer dry dryer dubs duck due dues duet duff duke dukes dull dung dunk dust dusty duty dye eager eagle 
eagles earl earls early earnest east easterly eaves ebbs ebony echo eddy edge eke elder elders elks elm elms else em 
emerald ensign era eve even evens every eves eye factor fail failing fails fair fairy faith fake falcon fall fallen 
falls falter fan fang fanning fares farmer fast fate favor favorite favors fawn fear fearing fears feather feathers 
fee fees fell feller fellows fells felt felts fender fern ferry fetter fetters few fickle fiddler field fielding 
fields figures file files filler finch fine finer fines finger first fiscal fish fisher fitting fix flake flakes 
flaming flattery fleck fleet flick flicker fling flint flock flood flora flower flowers fluke flurry fly folds folk 
folks font force ford fore foreman forest forget fort forte fortes forth fortune forward foster fought fountain fox 
frame frank franks fray free freed freer frees freeze french freshwater friar fried friend fries frieze frisk frock 
frost fruit fry fudge full fuller furlong furlough furnish furrow furry fury fuss gable gain gains gal gala galas 
gale gales gall gallant galley gallon gallop gamble games gander gang garden gardener garland garnet garret garrison 
gash gates gathers gaunt gay gayer gear gearing gee gene general genesis genie gent gentile gentle gentles gentry 
gift gill gills gin ginger gist given givens glad gladden glade glass glaze glen glory gloss go goad gobble going 
gold golden goldsmith gong goo good goodnight goods goodwill goody goon gore gorges gosling gouge grab grace graft 
gram grams grand grant grapes grass grate grave gravel gravely graven graver graves gray green greener greenhouse 
greening grieve grieves grill grills grim grimes grimmer grinder groom grooms gross grosser grounds grove groves grow 
guard guess guest guild guile guise gull gully gum gunner gunning gust gut guy ha hack hacker hacking hackney haddock 
haggard hail hair hale hales hall hallmark halls halter ham hamburger hamlet hammer hammers hammock hand handler 
hands handy hang hanger hard harden harder hardy hare haring harm harmony harms harness harp harries harrow harry 
harsh hart harts hash hasting hasty hatch haven havens hawk hawks hay hays hazard hazel he head headings heady heal 
heap heaps heard heart heater heath heather heckler hedge hedges hefty height held helm helms hem hemming hemp hence 
her herald herb herd heritage heron herring hey hick hicks high highland hill hillier hills hilt hilts hinds hire 
hires hitch ho hoard hobby hock hocking holder holding hole holiday holler holly holy homes hone honey honor hood 
hook hooks hoop hoops hoot hoots hope hopes hopper hopping horn hose host house hove hover how huddle hue huff hug 
huh hull hum human humble hung hunger hunt hunter hunting hurdle hurt husband husbands husk hyacinth ice idol 
imperial in inch inks innocent iris irons island isles ivory ivy jack jacks jade jarred jay jeans jester jewel job 
jolly journey joy judge jump jumper junior junk jury just justice keel keeling keels keen keener keep keepers ken 
kennel kettle key keys kick kidney kill killings kin kind kinder kindle kindred king kipper kiss kit kitchen kitchens 
kite kitty knack knee knight knights knock knoll knuckles lack lacks lacrosse lacy lad lade laden lady lager lain 
lair lake lakes lamb lamer lamp lance land lander lands lane lard large lark laser lash lass last latch laughter 
laurel lavender law lawless lawn laws lawyer lax lay layer layman leach leader leaf league leak leaks lean leap learn 
learned lease ledger lee leech leek leeks leisure lemme lemon lemons lent leopard less lesser level lever levering 
levy liberty lick lie lies lieu light like likens likes lily liming line linen liner lines linger lingo link linker 
lint lion list little littler lively livers livings llamas loan lock locker locks lodge lone long longest look loop 
loose lopes lord lords lore lose loss loud louder love lovely loving low lower lowers luck lucky lull lung lush 
lusher lust lute lutes lynch mace madden magnolia maiden main mains maize major majors maker male males mall mallard 
mallet man manes manger mango manly manner manners manning manor mans mantel mantle manual many maple maples mar 
marble march mares maria marina marine mariner marines mark marker market marks maroon marrow marry mars marsh martin 
marts marvel mas mash mask mason mass mast master masters mate matte matter mattes maudlin maul maxim maxima may 
mayor maze meadow meadows meals mealy means medley meek meeker melody men mentor merchant mercy merry messenger 
messier messing metro mike mikes miles milks mill miller milliner milling million mills miner mines mingle mink minks 
minor minus miracle mire mires miser miss misty mitten mitts mix moan moats mock mode mole moles mom money monk monks 
moo mood moody moon moor mooring moors moos moose moots moral more morning moron moss most motley motto mount 
mountain mounts mourning mower mowers mu muck muff mule mull munch muse music mustard mutter my nail nails nation 
nations naval nay near nearing necessary needle needles neighbors nephew nettles new newborn newcomer newton nice 
nicely nick nickel nickels nicks niece nigh nightingale nine no noble nobles noon north northern nova null numbers 
nurse nutting née oak oaks obey officer ogle ogles oh ohm old olden olive omega on opal orange orchard ore organ 
otter ours outlaw over overall overland overly oyster pace pack packer paddock pagan page pages painter pair pal palm 
palomino pals pan pancake panda pane pang pansy pant panther papa papas par paradise parchment pardon pare parent 
parish park parks parsley parson parsons partridge pass pastor pasty pat patch pate pates patience patron patty paw 
pay payer payment pea peace peach peacock peak peaks peal pearl peat peck peek peel peer peg pelt pen pence penning 
penny peoples pepper peppers perks person persons pester peter peters petite petty pew phoenix pi piano piccolo pick 
pickle pickles pickup pier pierce pigeon pike pile pilgrim pillar pilling pillow pilot pin pine pines pinion pink 
pint pipes pitcher pizza place plain plank plant plants plaster plate platter player plaza pleas pleasant plum plumb 
pointer points pole poling polite poll polo pond ponder ponds pool poor pop pope porch pore port portal porter post 
poster potter pound pounds power powers prairie pray precious president press presto pretty price pride pries priest 
prim prime primmer primrose prince princess prior pro proffer profit prom proper prophet prosper proud province prude 
prudence pry puff puffer pulley pulse puma pun punch punter purchase putt quail quay queen query quick quill quirk 
race rack rafter rain rains rainwater rake rakes ram ran rang range ranger rank ransom rape rash rather rattler rave 
raven ray rayon razor re reach read reader reading ready real ream reams reap reason reasons record records rector 
red redden redhead reed reel regal register rein render revel revels revere rhymes rice rich richer riches riddle 
riddles rider ridge riding rife righter riles rim ring rink ripple riser rising risk river rivers rivet roach rob 
robin robins rock rocker rocks rocky rod rode roe rogue roles roll roller rolling rolls roman roof rook rooks root 
roots rose rosemary rosier rosy rote rough round rounds rouse row royal royals royalty ruby rudder ruddy rude ruder 
rue ruff ruffing rule rumble rump rumple rung runner running ruse rush rushing rust rusty rye sack sacks sage sager 
said sailor sailors saint salami sale sales sally salmon salmons salt salter sample samples sand sandman sands sandy 
sane saner sang sari saucier savage saw say scales scarlet schools screen screws scurry sea seal seals seaman search 
searing sears season seat seats see seed seeds seek sees self sell sellers sells sender senior sergeant sermons 
service session sessions setter setters settle settles sever severance severe severs shack shade shady shake shallow 
sham shams share sharp sharper sharps shaver shavers shear shears sheen sheer sheets shell sheller shepherd sheriff 
sherry shield shields shin shine shire shirk shiver shivers shock shoe shook shore shores short shorten shorter 
shorts shoulders show showers showman shown shows shuck shy sick sickles sides sierra silk sill sills silos silver 
silvers silversmith simmer simmers sin sine sing singer sink sinks sinner sires sit sites sitter six sizer skates 
skipper slack slate slaughter slay sleeper slick slim sly small smalls smart smith smock smoke smoker smothers snare 
snider snipe snipes snow snuffer so sober sobers soda solar sole soles solo son song sons soon sorrow sours south 
southern southward sow space spade span spangle sparkle sparks sparrow speaker speaks spear spears speck speed spell 
speller spells spice spies spikes spires splinter spoon spore spray spring springs sprinkle sprout spruce sprung spry 
square squire squires stabler stack stacks staff stage staggers stair stairs stake stall stalling stammer stamp 
stamps standard standing stapler staples star stark starry states stay steel steer steers stem sterling stern sterner 
sterns steward stickler stiff still stiller stills stinger stock stocking stocks stoke stokes stone stones stoops 
stork storm storms stormy story stout stow straight strain strait strand strange straw stream street streets strength 
stretch strike striker strode strong struck strum stuck student stump styles such sue sugar suit suits sultan sum 
summer summers sun sung sunny sunshine super supple surface surgeon swab swallow swallows swan sweat sweet sweeten 
swift swim swims swindle swindler swing swisher sword swords tack tailor tall tally tan tang tank tanner tardy tarry 
tart tarter tawny tax tea tee teed teems teeter teeters tell teller temple temples tennis termini test tester than 
thatch thatcher then thistle thong thorn thrash threat threats thresher thrift throne tiara tickle tiger till timbers 
tin tinder ting tingle tinker tinkle tiny to toe toll tome tomes ton tone tong topping touch tow tower towers town 
towns toy trace trader trail train trainer treasure treat trees tremble trick trim trimmer trinity troop troupe trout 
true trump trunk trusty tuck tuft tufts tune turner tutor tweed twine twining twist uphold upright urban usher utter 
valentine valley van vandal veal veer velvet verge vessels vest via vial vicars vice victor victory vigil vigilante 
villa vine vines vineyard viola violet virgin virtue vise vital vowels waddle wade wafer wager wagers wages wait 
waiters waits wake walk walker wall walling walls waltz wan wand wander wanner ward warden warn warning warren 
warrior wash washer watchman waters watt watts wax way wear weary weathers weaver wedding wedge wee weed weekly weeks 
weight welcome weld welder well welling wellington wells welter west western wetter wheat wheeling white whiten 
whittle wick wicker wicks wild wilder wilds will willing willow wills wilt win wince winch wind windy wine wines wing 
wink winner winning winter winters wire wisdom wise wisely wiser withers witty wolf won wonder wonders woo wood 
wooden wooding woodland woods woody wool word work workman works worm worth worthy wren wrench wright wrinkle yam yap 
yard yawn yell yen you young younger
`;

/** Stop words of other European languages and Indonesian (stopwords-iso) that are in the list of names, too. */
const FOREIGN = `
aber allen aller alles anders auch besser daher dann darin das dass deines denn der dort ehrlich eure ganz gleich 
gott grosse hier hin hoch jahr jene kam kann kleine kleiner kurz lang lange leicht lieber los machen mann mehr meinen 
mensch mir nie nur oder rund schlecht schon seid sein sieben soll tat tritt tun unser viel viele von wann weil 
welcher wen wieder wohl worden über avant bah beau bien bon ceci cher deja devers dix durant haut hein hou houp hui 
juste les lui mais mon que sera sur tant telles tien toi vives vos alli antes ayer buena bueno cinco claro como dado 
dan dar del dia dias durante ella esta gran haber han hoy largo lugar mucha más nada para pero saber sal salvo sean 
segundo sola una alla basta ben bene buono caso che cinque coll consiglio cui dai dall dell della egli esser fino 
fosse gia grande hai lei mai meno mila nell nella nelle ora otto primo quale quinto sarai scola sia siano sotto sua 
sui trovato vale vita ali corrente dela desta ela essa estes faz hora longe menor minhas nessa novo ponto quero sim 
sou são alleen haar hadden hedden kan kon kun meer minder nam nee paar welk welke wiens wier willen zou albo cali 
mam ona ono raz sam sama tak tam tobie andra andras annan bara bort dagen denna deras dina eller elva fick goda haft 
heller helt henne hennes hon hur inga kunde lilla mera min ned noll sade sexton sina som upp ute vara alt andre otte 
thi ville etter hoss lage meg noe opp sant stille verdi vite vore aina alta asia eli ellen joo kai luo mones monet 
olen olin oma oman samaan sen tai vasta voit jen nez novy nový pak proto toto bal benne ebben ison kell kellett lett 
nagy oda ott sok acord ala dau doi fata lor mei mele nou pai pina sau bari birden eden ila illa kala kelli kime kimi 
lakin olan sana jim kao zar april bova celi ena eno kar ker koga kot lepe leto malo mora sami september sobota bol 
kou lebo leda len seda selle abu gan joji kita kone lai mano nagi neva savas tad vien vis ada agar anda baik cara 
dini dong dua hal hari kami karena kira kok lama lima makin mana masih mau minta naik saling wah yang donat 
abe abrigo acero adem adu aime alcalde alder alegria alene allemand alls alma alman alo amado aman amante amar amato
ami amico amin amis amo amor amore anello annen anya apel appel ara arata araya argento armas armato armer armes asa
asche aud auge auton avis avril baas baba bahn bain bakken bala balas bandera bane bange barba barca barna barnet
barra barre barriga barrio basso batalla bate battaglia bauch baum baza bea bebe bein belles belli bello bence
benvenuto berg berge bester bevel bevis bey bianco bier billet billig blanc blanca blanche blanco blanke blatt blau
blick bloss blume bobo boda boden bogen bois bolden bonita bonito borg borst bos bosco bosque bouche boze brach bracht
branca branche branco branden brann breit brennen brenner brent broder brott bruder brust buch bullen burda caballero
cabana cabello cabeza cabezas cadena cai caisse cala cale calle calles calma camino campagna campione campo campos
canale canto capelli capitano capo cappello caras cari carico carino caro carreira carrera carro carta carte casa
casada casado casados casal casas casco castello castelo castillo cavaliere cavalli cavallo cella cera chasse chaves
chica chicas chico chiesa chino cielo cierra cina clair coca coelho coger colina comer conde conejo constante conte
conti coronel corp corredor corso corte costas cote coupe crea crear cree creer criado cristal croce cuello cuesta
cueva cura curto damas dane dano danos darci daria dawna debo deel dekker demos denaro denk dente desiderio destin
dever devi devin devine dicke dicken diener diep dier dieu diez dille ding dinger doble doby dolce domenica domingo
dona donner dor dorf dostal dotter dreier duch duda dulce dumm dummer dunkel dunkle duren durst eder eiland eisen
elden elke enamorado enda ender eng engel engels ernst escalera esco espada espejo esperanza estime estrada estrella
fader falla faller familia fann fant fantasia faria faro fass faul faust faux feder feil fein feit fekete feld felice
felicidad feliz fenster fera ferro fertig festa fett feuer ficken fiero figura fils fiore fiori fisch fisk fizer flink
flor florin fogg fonte foran forti fortuna fortunato fout francia frase fredda frei freitag freund frieden frisch
frontera fuerte fuertes fuhr funk fuoco gad gagne gagner galt gamba gammel gange ganger ganske garde garten gast gatti
gatto geil geisel geist gelin général georges geri giardino gigante giles gioia giri giudice giusto glatt goede gola
gracia grado graf grana grano gras grasso grau griner groen gros grossi grosso grote grund grunden grupp guardia
guerra guerrero guida gura hable hadi hae haen hafen haga hagen hagy handel hankin hann hardt haren harte harter hass
hasse hassen hatt hatten hau haus hause hayat hee heer heil heim heimlich herren herz hester hice himmel hing hoeft
hof hoge holen holt holz hopp hoppe hout huhn hund iglesia ing ione isola italiano izquierdo janvier jardin jee jeune
joie jong jorden junge jurado justo kaba kabel kaiser kallas kamen kamer kampf kant karma kast kaster katt keizer
keren kern kies killen kip kist klar klara klass klein klem klug knapp knop knopf knust koch koll kollar koning koop
kopf kopp kort korte kost koster krach kracht kraft kral kram kratzer krebs kreis krieg krieger krise kropp kugel
kugler kuk kula kulak kummer kunst kus kuss lach lago lande landen landes langen langer lanza lassen laster lata laver
leber leck leder lees lege leger legg legge lehrer leia leib leid leider leis leite leiter leta leu leva levens levert
ley licht lichter lieb liebe lien lindo linke lita litt lobo loch locke loi loja lokken longo lourdes loven loyer lua
luce lucht luci lue luft luk luna lupo lura lustig luz lyde lyden maag mach macie madeira madera magen maggiore maio
maison mammie mamo manda mani manier manns manos maravilla mari marques martes masker masse masser mata matar matas
matin mato mauer mee meister menge mercado merk merker mesa messer mesta mester mestre mette mica mies migliore mignon
milagro millet minner minns mira miro modeste modi mohl monde montag montagna monte monter mori moro morra mort mosca
moses mou mun mund munden mundo munn muro nadal nadel nagle naida nase naso nass natal nava nave nebel negro nena neri
nero nett netter neu neve nin nix nobile noga norden noto nye oberst obie ojo oka oke opfer oren orosz orsak orso ort
orta ossa osten ota pagano paixão palacio palazzo palla palo panico panzer pappa pappas paquet parada paradis paradiso
paras paredes pareja parenti parfait partida pater pato pau paz pech peine pelle pena penna penner pequeno perfetto
perigo perna perro pesce petit pfund piccoli piedad piedra piel piller pitkin plata platte platz poche poisson poli
polis politi pon ponte porco porta porte portes postel posten potenza pozo prater prato preis prest prete priester
primavera principe prins prinz prost provo puente puerta pura raad rady rager raggio rana rand ras rask rau rauch rauf
rayo rayos raza razon reale reda redd regner regula reich reina reine reis reiser reist ren rena rende reser rester
resto retta rey ricco riche richter rief rike ringer riske riso ritter roca rodas rojo rolle rommel rood rosen rosso
rost rostro rota roten rua ruch rueda ruf ruh ruhe rumore runde russi russo ruta sabato sabia sable sacco sachs saia
sain saine sais sak sala salido salto salva salvato sande sandt sano sanon santo saputo sauber sauer scala schade
schaff scharf schatz schau scheck schick schiff schild schloss schnee schnell schneller schock schoon schrank schuh
schuld schulen schutter schutz schwanz schwarz schwarze scot segui segura selam senat senatore seng sergent serio
servis sidor sieg sieger signe signore sinn sitz skogen smidt sneller socorro sohn solange sommer sona sonntag sorge
sova spada spagnolo speciale speranza spero spiegel spiller spinner spoor sposato springer stamm standen starke staten
staub steen stein stell sterk steuer stich stiefel stoffer stolte stolz storie streit streng strom sturm taber tacy
tata tedeschi tedesco tempel tempesta teniente tenner terra tesoro testa teufel tia tienda tierra tingen tisch tocco
tod tolle toller tolles tomei toon topp torre tosi travers troia trost trott tuff tull tuller umana ung ungar unger
uren urso vaca vada vader valiente valle vann varma vaske vea vecchio veda vedder venn venne venter vento venuti
venuto verano veras verdin verla versie veta vida viernes vila virgen vitt viva vogel voisin vold volk voll wach wahl
wald ware warf wasser wein weise weiss weist welch wert wilde wille winkel wint witte witz wolken wunder wunsch yan
yer zahn zak zaman zaun zee zender zettel zia zima zimmer zorn zucker zufall zwart zweifel
ells haver quan quin teves arent auth co. noone ord ref max ping beste nascimento lampe saludos cordialement saluti salutations
`;

export const EVERYDAY_WORDS: ReadonlySet<string> = new Set(`${WORDS} ${FOREIGN}`.split(/\s+/).filter(Boolean));
