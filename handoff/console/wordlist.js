// 2,048 short German words without umlauts, so every keyboard can type them. No two differ by a
// single letter, so a slip of the pen cannot turn one into another. 11 bits a word.
export const WORDS = `
  abakus abbiegen abend abendrot abfahrt abgabe abgeben abhang abholen abladen abreisen absatz
  absender abstand abteil abwarten achse achten addieren adresse agentur ahnung ahorn akkord
  akrobat akte aktion aktiv alabaster alarm album allee alltag alpaka alphabet altbau altstadt
  amboss ameise ampel amtlich analog analyse ananas anbau anbieten andenken anekdote anemone
  anfang anfangen anfassen angebot angeln anhalten anheben anker ankunft anlage anlauf anlegen
  anmalen anmut annahme anorak anpfiff anreise anruf ansehen ansicht antenne antrag antrieb
  antwort antworten anziehen anzug apfel apfelbaum apfelmus apotheke apparat applaus aprikose
  april aquarium arbeit arbeiten archiv arena arkade arktis armband armlehne armreif arnika aroma
  artikel arzt asphalt atelier atemzug atlas atmen atom aubergine auerhahn aufbau aufgabe aufguss
  aufheben auflauf aufmachen aufnahme aufsatz aufstehen auftauen auftrag auftritt aufwand auge
  august ausblick ausflug ausgang ausguck auskunft ausland auslese ausritt ausruf ausruhen aussage
  auster ausweg ausweis auszug autobahn autor avocado azur bach backblech backofen backstein
  badehose badesee bagger bahnfahrt bahngleis bahnhof bahnsteig baldrian balkon ball ballast
  ballett balsam bambus banane bank bankett banner bart bartwuchs basar basilikum basis bastelei
  basteln batterie bauer bauklotz baumhaus baustein bauwagen beamer becher becken bedanken bedarf
  bedienen beere beet beginn beginnen begonie begriff behalten beifall beige bein bekannt bekommen
  beladen belag belebt belohnung benutzen bequem berater bereich bereit bereiten berg bergbach
  bergdorf bergen bergsee bericht beruf besen besitz besteck besuch besuchen beton betonen betrag
  betreuer betrieb bettlaken beutel bewegen bewegung beweis bezahlen bezirk biber bieder bierzelt
  bilden bildung billard billig binse biologie biotop birke bison bitte blase blatt blattlaus blau
  blaubeere blaulicht blaumeise blech bleiben bleiern blende blinker blinzeln blitz block
  blockhaus blume bodensee bogen bohnen bohrer boiler bollwerk bonbon boot bootshaus bord borste
  boss botschaft bottich boulevard brandung braten bratwurst brauch brauchen braun brausen
  brautpaar brav brei bremse brennholz brett bretter brezel brief brillant brille bringen brise
  brokkoli bronze brosche brotkorb brotzeit brummer brunnen buchdruck buchfink bucht bude buffet
  bummeln bunt buntstift busch buschwerk bussard cafe camper camping campus cello cembalo chance
  chaos chef chemie chiffre chor chronik cockpit collage comic computer container couch couscous
  cousinen creme curry dachboden dachstuhl dackel dahlie dampf dampfer dankbar danken daten dattel
  datum dauerlauf dauern decke deckname dehnen deich delfin denkmal derb detail deuten deutlich
  dezember dialog diamant dichter dickicht diele diener dienst digital ding dinkel diplom direkt
  direktor disko diskret diskus distel docht doktor domino domizil dompfaff dompteur donner doppel
  dorf dorfplatz dorsch dose dozent dragoner draht drehbuch drehen dreieck dreiklang dreirad
  dreist drilling drollig dromedar drossel druck drucker duett duft duften dulden dunst durstig
  dusche dutzend dynamo ebene echo eckig edel efeu ehrenamt ehrgeiz eichel eidechse eifrig eigelb
  eigenheim eigentum eilen eilig eimer einfach eingang einheit einhorn einkauf einladen einrad
  eintrag eintreten einzug eisbahn eisberg eisblume eisdiele eisern eislauf eiszapfen elefant
  element elfenbein elixier elle ellipse elster eminenz empfang endlich endspurt energie enkel
  enorm entdecken ente enzian epoche erbsen erdbeere erde erdkugel erdkunde erdnuss erdreich
  erfinder erfolg ergebnis erholen erholung erinnern erkennen erker erleben ernst ernten ersatz
  erwarten erzieher esche essen essig etage etappe etui ewig exakt examen experte export fabelhaft
  fabrik fachwerk fahne fahrer fahrgast fahrplan fahrrad fahrt fair falke fallobst faltboot falten
  familie famos fanfare fangen farbe farbig farn fasan fass fassade fassbar faust februar
  federball feierlich feiern feldhase feldweg fels felsen fenchel fenster ferien ferkel ferne
  fernglas fernweh fertig fesch festland festmahl festplatz festung feucht feuer fibel figur film
  filmen filter filzhut finale finden finger firma fischer flach flagge flamme flanell flasche
  flaum flechte fleck fleckig fleisch flexibel flicken flieder fliege fliesen flimmern flink
  flitzen flohmarkt flora florett flosse flotte flugblatt flughafen flugzeug flummi flur fluss
  flussbett fohlen folge fordern forelle form formel forscher forst forsthaus forsythie foto
  fracht frachter frage freibad freilauf freitag freizeit freude freudig freuen freund freundin
  friede frist froh frohnatur frohsinn frosch fuchs fundort funke funkeln funkturm furche furios
  futter gabel galant galaxie galerie galopp gans garage garderobe garten gasthaus gatter gaukler
  gaumen gazelle gebiet gebirge gebirgig gebot geburt gedanke gedeihen geduld geduldig gefasst
  gefieder gehege geheim geheimnis gelassen gelatine geld geleit gelenk gelenkig gelingen gemeinde
  genau genesen genial genuss geografie gerade geranie gerbera gerecht gerste geruch gesang
  gesellig gesetz gestalt gestalten gestern gesund getreide getreu getriebe gewand geweih gewicht
  gewinn gewinnen gewitter gewitzt giebel ginster gipfel giraffe gitarre glanz glas glaser
  glashaus glasig glatteis glaube gleich gleis glied glimmer glitzern globus glocken glut golden
  goldfisch goldgelb gondel gong graben granit graphik grashalm grasland grat graupe grenze
  grillen grinsen grotte grube grundriss gruppe gucken gulasch gummi gurke gurt gutschein gutshof
  haar haarnadel habicht hafer hagebutte hain haken halbkreis halbmond halle halm halstuch haltbar
  hamster handball handel handlich handstand handtuch handwerk hang happig harfe harmonie
  haselmaus haselnuss hastig hauchen haufen haupt haus hausboot haustier hebamme hebel hefe heften
  heide heimat heizung helfen hell hellblau hellwach hemd hemmen herbst hering herkunft hermelin
  herz herzlich herzog heuballen heuboden heuhaufen hilfe hilfreich himbeere himmel hinweis hirsch
  hirte hitze hobby hobeln hochbeet hochhaus hochrad hochsitz hochzeit hocken hoffnung hofladen
  holen holunder holz holzwurm honig hopfen horchen horizont hornisse hort hortensie hosenbein
  hotel hufeisen huhn hummer humor humus hund hurtig huschen ideal idee idyll igel imbiss imker
  import impuls index indigo ingwer inhalt inland innenhof innig insekt inserat instinkt internet
  iris irrtum jacke jaguar jahr jahrbuch jahrgang jahrmarkt jasmin jauchzen jeans jodeln jodler
  joghurt jongleur journal jubel jugend jukebox juli jung jurist kabine kachel kaimauer kajak
  kakadu kakao kaktus kalender kalk kamel kamelhaar kamera kamille kamin kamm kammer kanister
  kantate kante kantig kantine kanu kapitel kappe kapsel kapuze karaffe karamell karawane karibu
  kariert karosse karotte karpfen karton karussell kassette kastanie kasten katapult katze kauen
  keck kehren kehrseite keim keimen keks kelch keller kennwort keramik kerbe kern kernobst kessel
  ketchup kette keule kiebitz kieswerk kimono kino kiosk kirsche kissen kiste kitzeln kiwi klang
  klangvoll klappern klapprad klar klasse klassik klatschen klausur klavier klebeband klecks klee
  kleeblatt kleid kleister kletterer klettern klima klinge klingeln klopfen klotz klub knabbern
  knackig knapp knauf knecht knicken knie knipsen knirps knistern knolle knopf knopfloch knorrig
  knospe knoten knusprig kobold koch kochbuch kochtopf koffer kohl kohlmeise kohlrabi koje kokos
  kolben kolibri kollege komet komfort komiker komisch komma kommen kommode kompass komplett
  kompott kondor konfekt konfetti konkret konsole kontakt konto kontrast konzert kopfsalat koralle
  kordel kork kornfeld korrekt kosename kosmos kostbar kostprobe krabbe krabbeln kragen kranich
  kranz krater kratzen kraulen kraut krawatte kreativ kreide kreis kreisel kreuzung kringel
  kristall krokant krone krug krume kubus kuchen kuckuck kugel kulisse kultur kundig kunstwerk
  kupfer kuppel kurbel kurgast kurve kurz kuscheln kuss kutsche labor lachs laden ladung lampe
  landkarte landkreis langsam lanze laterne lattich laubbaum lauch laune laut lauten lava lavendel
  leben lebendig lebhaft lebkuchen legende lehm lehne lehrer leib leinwand leiste leiten leitung
  lektion lenker leopard lerche lernen lesebuch lesung leuchte leute lexikon libelle licht
  lichtung liebe liedgut liefern liegen liga lilie limette limit limo linde lineal links linsen
  lippe liter loblied locke lodern logisch loipe lorbeer losgehen lotse lotto lotus luftig lupe
  lupine lutschen lyrik magisch magnet mahlen mais makrele maler malve manege mangel marathon
  marder marille marine markise markt marmor maschine mast mathe matrose matschig maulwurf
  mechanik medaille medizin mehl mehlig meinen meinung meistern melder melken melodie melone memo
  menge mensa mentor messer messing metall meter methode metro miene mieten mikado mikrofon milan
  milch milchreis million mimik mimose mineral minimal minute minze mispel mitglied mitmachen
  mittag mittel mittwoch mixer mobil mode modell modisch mofa moment monat mond montag moos moral
  morgen mosaik motiv motor motorrad motte mufflon mulde munter murmel muschel museum musik
  musisch muskat muskel mutig nachbar nachricht nacht nadel nagen narzisse nase natur neblig
  nehmen nektar nelke nerv nest netz neubau neugier neumond neuschnee neutral nichte niedlich
  niedrig nische niveau nixe nomade norden nordlicht normal note notieren november nutzbar nutzen
  obdach objekt oboe obst obstbaum ocker ofen ohrring ohrwurm oktave oktober olive online opal
  oper optik orange orchester ordner organ orgel osten ostwind otter ozean packung paddel paket
  palast palette palme panda panorama papagei papier pappel paprika parade parallel park parken
  parkett parkplatz party passage passbild passen pate patent pause pavillon pedal pegel pelikan
  pendel perfekt person pfahl pfanne pfau pfeffer pfeife pfeil pferd pfiff pfirsich pflanze
  pflaster pflaume pflege pflicht pflug pforte pfund phase physik picken picknick pikant pilot
  pilz pinguin pinie pinnwand pinsel pipette plage plakat plan planet planwagen plastik platane
  platte platz plaudern pochen podium poet poetisch pokal polieren pony pore portal portier
  portion porzellan posaune postamt postbote poster postkarte praline prall praxis presse prickeln
  prisma privat probe produkt programm prompt prosa protokoll provinz prozent prunk publikum
  pudding pudel pulli pult pulver puma pumpe punkt purpur puste putzig puzzle quader quadrat
  qualle quartett quartier quarz quirl quitte quiz quote rabatt radeln radio radler radtour rahmen
  rakete rallye rand ranke ranzen raps rasch raspeln rassel raster rathaus ratsam raunen rauschen
  raute real rebe rebhuhn rechen rechnung recht redner regatta regen regional reif reifen reihe
  reinigen reiter reizend rekord relativ relief rennen rennrad reporter reserve retten rettich
  revier rezept rhabarber rhythmus richten riemen ringsum rinne risiko ritter robbe roboter robust
  rock rodel rodelbahn roggen rohr rolle roman rosig rosine rubin rucksack ruder ruderboot rufen
  ruhig ruhm ruine rumpf runde rundgang saal sachlich sack safari saftig sage saite salami salbei
  salto salut salz salzen sammeln samstag samt sandale sandbank sanddorn sandig sandstein sanft
  satellit satzbau sauce saum sauna sausen savanne schach schaffen schal schanze scharf schatten
  schattig schaufel schaukeln schaum scheck scheibe scheinen scheitel schema schemel schenke
  schere scherzen scheune schieben schiene schiff schild schinken schirm schlaf schlafen schlange
  schlauch schleife schleuse schlicht schlummer schluss schmied schmuck schnabel schnalle schnauze
  schnecke schnee schneien schnell schnitt schnittig schnur scholle schonen schopf schotter
  schrank schraube schrein schreiten schrift schrot schuh schule schulhof schulter schuppe schutz
  schwalbe schwamm schwan schwarz schwebend schweif schwelle schwer schwimmer schwung seebad
  seefahrt seegras seeigel seele seemann seerose seestern segeln sehen seidig seife seilbahn
  sekunde sellerie seltsam semester semikolon semmel senat sender senf senfkorn senkrecht serie
  serum sichern sieg signal silbe silo sims sinken sirup sitzen sitzung skala skifahrer skizze
  slalom smaragd sockel sohle solide solist sommer sonate sonne sonnig sonntag sorge sorgsam
  sozial spalte spange spannend spannung spargel sparsam spaten spatz spazieren specht speck
  speiche speise spektrum spenden spiegel spiel spielen spinat spinne spirale splitter spontan
  sport sprache spray sprechen springen spross spruch sprudeln sprung spule spur stachel stadion
  stadt stadttor staffel stahl stamm stampfen stand standort standuhr stapel stare starten statue
  staude staunen stecken stehlampe steif steigen steinpilz stelle stellwerk stemmen stempel steppe
  stern sternbild stetig steuer stich stiefel stier stift stiften stiftung stil stimme stimmung
  stock stoff stola stollen stopfen storch straff strahlen strandbad strauch strauss strecke
  streife streuen stricken strohdach strohhalm strohhut strom strophe strudel struktur strumpf
  studie studieren stunde stupsen stute stutzen suche summe suppe surfen symbol symphonie synchron
  szene tabelle tablett tafel tagebuch takt taktvoll talent talfahrt tango tanne tanz tanzkurs
  tapete tapfer tapsen tasche tasse taube taucher tausch taverne taxi technik teddy teekanne
  teelicht teigwaren teil telefon tempo tennis teppich termin terrasse text theater thema theorie
  thermik thron thymian tiefe tierarzt tierpark tiger tinte tipp tippen tisch tischler tischtuch
  titel toast tolerant tomate tonkrug topf torte torwart tour trab tradition training traktor
  trauen traum traumhaft treffen treiben treibholz treppe treten treue trikot trio tritt trocken
  trommel trommler trompete tropfen tropisch trost trubel truhe tuch tulpe tundra tunnel turm
  turnen turnhalle turnier turnschuh turteln ufer ulme umarmen umbau umgang umkehren umlaut
  umleitung umriss umschlag umweg umwelt umziehen umzug uniform unikat union urig urkunde urlaub
  ursache urwald vakuum vanille vegan vektor ventil veranda verband verdienen vereinen verkehr
  verlag verreisen vers versuch versuchen vertrag vertrauen verwalter verweilen vetter video
  viertel viola violett violine visier visum vogel vogelhaus vogelnest vollmond vorbild vorhaben
  vorhang vorlesen vorort vorrat vorsicht vorteil vulkan wabe wachen wachsam wachtel waffel wahl
  wahrheit waldrand waldsee waldweg walfisch walnuss walze wanderer wandern wandtafel wanduhr
  wange wappen warm wasser wasserrad watte weber webstuhl wechsel wecker wehr weiche weiher
  weinberg weinrebe weise weisheit weizen welpe welt wenden werben werbung werft werk wertvoll
  westen westwind wichtig wicke wickeln widder wiege wiesel wild wildbach wildente wille wimpel
  windel windig winter wirbel wirken wirt wischen witz witzig woche woge wohnhaus wohnung wolf
  wolke wolkig wolldecke wortspiel wunder wunderbar wunsch wurf wurst wurzel zacken zackig zahn
  zahnrad zander zapfen zauber zauberer zebra zeder zeichen zeiger zeile zeisig zeit zelten
  zeltlager zement zentral zentrum zettel zeugen zickzack ziegel ziel zielen ziffer zimmer zimt
  zink zirkel zirkus zirpen zitat zither zitieren zitrone zoll zone zottig zucker zuckerhut zufall
  zugvogel zuhause zukunft zunge zusage zweck zweifeln zweig zwiebel zwinkern zwirn zylinder
`
  .trim()
  .split(/\s+/);
