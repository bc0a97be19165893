/** Given names in daily use from Lisbon to Tokyo that the list of the spell checker lacks; words of everyday language are left out. */
const WORDS = `
aaliyah aarav adaeze adéla aditi aditya adnan afia agata agneta agnieszka ahmet ailsa aino ajay akash åke akemi akira
akosua aksel alasdair aleksandr aleksandra aleksei alexei alfie álvaro alyona amit amitabh anaïs ananya anas anatoly
anca andreea andrzej aneta ángel anil anjali anke ankit anneli anouk antje antonella antonín antti anup aoife arild
arkady arne arto artyom arun aruna åsa asami åse ashok asma atle attila aurélie ayaka ayhan aylin ayman ayodele ayşe
ayumi babajide balázs barbora barış bartosz bedřich begoña belén benedikt bengt benoît bente bérénice bernd bethan
beyza bharat birgitta bjarne bjørn blanka bodil bohdan bohumil bohuslav božena bożena bronwen burcu büşra çağla caio
călin callum canan caoimhe carys catriona cauã cecília cédric céline cem cemal ceren cerys chiamaka chiara chidi
chinedu chinwe chioma chloé christer ciaran claudiu clémence clément corentin cosmin csaba daan dafydd daichi daisuke
dalibor dániel dănuț dávid dawid débora deepa deepak deepika dermot derya detlef dewi dilek dinesh divya dmitri dmitry
donatella dóra dorota dragoș eamon ebba ebere ebru ece edeltraud edina eduarda eero egil egon eila eilish einar eino
eira eirik ekaterina elen elif eline eliška élodie elżbieta emeka emelie émilie emine emmi emre emrys encarnación
enikő eoghan eoin ercan erdem erhan éric eriko erkan erling eskil esmee espen esra estefanía eszter étienne euan
evgeni evgenia evgeny ewelina fabien fabio fábio fabrice fatih fatma federica femi femke ferenc fergal ferhat ffion
filippo filiz fionn flávia fleur folake françoise františek franziska frédérique fredrik freek freja freya friederike
frode furkan gábor gaëlle gamze gareth gaurav geert geeta geneviève gennady georgy gerrit gethin ghada gheorghe
giacomo gianluca gijs giorgia girish giulia gizem glyn gökhan gonçalo göran graeme grainne grethe grigory grzegorz
guilherme gül gülay güler gunilla gunnar günter günther gustav györgy hafsa hakan håkan håkon halil halvor hamish
hampus hande hanne hannele hannu harald harish harri hartmut haruka haruki hatice håvard heitor hélène helge heli
helmut hema hemant hendrik henrique hernán hervé hiba hicham hideki hieu hiroshi hisashi hitomi hjalmar holger horia
hülya hüseyin huw hyejin hywel iain ichiro ieuan ifan ifeanyi igor iida ikechukwu ilaria ildikó ilkka ilya imke imogen
imre ineke inès inês ingela ingvild íñigo inka inmaculada inna ioan ioana iolo irja iryna isamu ishaan istván iulia
iulian ivar ivo iwona jaakko jaap jakub janne janneke jannik jános jari jarkko jarmo jaroslav jaroslava jarosław jaya
jayanti jayden jelle jemima jeroen jérôme jesper jesús jiahao jianguo jiayi jihye jindřich jingyi jinho jiří jitka
jiwoo joão joaquín jochen joep johan joonas jörg jörgen jørgen joris jorunn joséphine jouni judit juha juhani jukka
junichi junjie jurgen jürgen jussi justyna jyoti kaarina kacper kaisa kajsa kalle kaori katalin katarzyna kateřina
kateryna katja katrin katsumi kavita kavya kazuki kazuo kemal kenichi kenji kenta kentaro ketil khadija kimmo kinga
kiran kirill kirsi kirsty kishore kiyoshi kjell kjersti klára knut kofi koichi komal konstantin koray krisztina
kryštof krzysztof ksenia kumiko květa kwabena kwame kwesi lăcrămioara ladislav laëtitia lakshmi lars lasse lászló
latifa laurențiu léa lene lenka lennart leonid lerato letícia levent levente libor lieke liisa lindiwe liviu llinos
lotte lowri lubna lubomír luboš lucía lucian ludmila ludovic ludovica luís lukáš łukasz lurdes lyubov lyudmila maaike
madhu maëlle maeve magdaléna magne mahesh maija maike máire mairi maja makoto maksim małgorzata mamoru manabu mandla
manfred manish manoj manolo måns márcia márcio margaux marieke marit marius marja marjatta marjolein márk markéta
markku marlies márton masaki mateusz mattias mátyás maxime maximilian mayumi meena meera megumi mehmet meike mélanie
melek melis mengyao merve meryem metin mhairi michał mickaël midori mieke mihaela mihai mihály mikael mikko miklós
milada milena miloslav minghao minho minjun minoru mircea mirela mirosław misaki miyuki mohit mónica morag morten
mounir mpho mukesh murat murilo myfanwy mykola nabil naděžda nadezhda naima najat nanami nandini naoki naoko natália
natsuki naveen nawal nazlı necati neha nerys nesrin ngozi niall niamh nicoleta niels niina nikhil niklas niko nilesh
nils nitin nkechi nnamdi noémie nomsa noora nóra noura nuria oana obinna océane octavian odd oğuz oisin okan oksana
olamide olav oldřich oleg oleksandr oleksiy olena oliwia olli oluwaseun onur orla ornella orsolya osama osamu óscar
oskar otakar ottmar outi ovidiu owain øystein øyvind özge özgür özlem paavo padraig päivi paloma parvati pasi pavla
paweł pekka pelin pernilla pertti péter petr petter pirjo pirkko pınar polina pooja poppy pradeep prashant pratik
praveen preeti priya przemysław pyry qiang rachid radek radim ragnhild rahul raija rajeev rakesh ralf raluca ramazan
rania raphaël răzvan recep reem reijo réka rekha rémi rhian rhodri rhys rianne riccardo riikka risto ritva rıza roar
rocío roel rogério rohit róisín rostislav ruairi ruaridh rubén rüdiger rui rune ruoxi ruslan ryo ryota saara sachin
şahin sakari sakura salla salma samia samir samuli sandeep sándor sandrine sanjay sanjeev sanne saoirse šárka saskia
satish satoshi satu savita sayuri seamus sébastien şebnem seija seiji semra seojun seppo serdar seren sergei sérgio
serhiy serkan séverine sevgi shigeru shilpa shinji shivani shizuka shota shreya shruti shuang shyam siân sibel sietse
siham silke silviu šimon sinan sindre sinead sini sioned sipho sirpa sisko sissel sita siv siyu sjoerd sławomir smita
sneha sofía sofie solène solveig sølvi sonal sônia soojin souad stanislav stanisław ștefan ștefania steffi štěpán
štěpánka stéphane stéphanie stian stijn stina sture sudha sujin süleyman sumaya sunil sunita sushma susumu svante
svein sven svenja swantje swati sylwia synne szabolcs szymon tadashi tahar takashi takumi tamás tamer tanguy tapio
taras tarek tarık tarja tarun tatsuya teemu temitope tereza terje tero tetsuya teun thabo thaís thandi théo thiago
thijs thorbjørn thorsten tiago tibor tiina tijs tímea timo timur tineke tingting tolga tomás tomáš tomasz tommaso
tomos topi torbjörn tore torill torstein torsten toshio tove traian trevon trine trond trygve tsubasa tsutomu tuba
tuğba tuncay tunde tünde tuomas turgut tuula tuuli tuva uche ufuk uğur ulf ulla ulrika umberto ümit umut unni uwe
václav vadim väinö valérie varun vasily vegard vendula věra véronique vibeke víctor vidar vikas vikram viktor viktoria
viktória vinay vinícius vinod virginie virpi vishal vít vitaly vitória vivek vlad vladimir vladimír vladislav vlasta
vojtěch volkan volodymyr vyacheslav wafa waleed walid wambui wanjiku weiwei wenjie wiebke wietse wiktoria willem wim
wojciech wouter xiaoli xiaoming ximena xinyi yağmur yana yann yannick yaroslav yasemin yash yassine yasushi yavuz
yeliz yichen yifan yıldız yılmaz yosuke youngmi yui yuka yulia yuliia yumi yusra yusuke yuting yves zahra zainab
zanele zbigniew zbyněk zdeněk zdeňka zehra zeinab zeki zeynep zhanna zhiyuan ziad zihan zodwa zoé zoltán zsófia zsolt
zsuzsanna zuzana zuzanna
`;

export const MORE_GIVEN_NAMES: readonly string[] = WORDS.trim().split(/\s+/);
