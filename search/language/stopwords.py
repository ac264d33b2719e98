"""Words that say little in a search, folded: left out, overlooked, or optional."""

_ENGLISH = """
a about all also am an and any are as at be because been being but by can could d did
do does doing for from had has have having he her here him his how i if im in into is
it its ive just ll m me more most my near of on or other our re s she so some such t
than that the their them then there these they this those through to too until us ve
very was we were what when where which who whom why with would you your
"""

_SPANISH = """
al algo alguien algun alguna algunas algunos ante antes aqui asi aunque cada cerca
como con cual cuando cuanto de del desde donde durante e el ella ellas ellos en entre
era es esa esas ese eso esos esta estan estar estas este esto estos estoy fue ha han
hasta hay la las le les lo los mas me mi mis muy nada ni nos nosotros nuestra nuestro
o para pero por porque que quien se ser si sobre son soy su sus tambien te tengo
ti tiene toda todas todo todos tu tus u un una unas uno unos usted y ya yo
"""

STOP_WORDS = frozenset(_ENGLISH.split()) | frozenset(_SPANISH.split())
"""Never indexed and never looked for; only their place in a phrase counts."""

_TELLING = """
after again against alone around away back bajo before between cannot cant contra
despues doesnt dont down during fuera isnt mientras no not off out over sin solo under
up w while will without wo wont
"""

PARTICLES = frozenset(_TELLING.split())
"""Small words that tell much in some company ("after school", "sin hogar") and nothing
alone: indexed, so that phrases find them, but no group of their own."""

_LITTLE_ENGLISH = """
accept accepting accepts afford agencies agency allow always anybody anymore anyone
anything application applications apply applying appointment appointments area around
ask asking assist assistance assisting available bad best better bring broken center
centers centre cheap cheaper check checked checks city close closest come coming
community contact cost costs county deal dealing desperate different discount emergency
enroll every everyone everything example fast feel feeling find finding free gave get
gets getting give giving go goes going good got great group groups guy hard hello help
helped helpful helping helps hey hi immediate immediately info information issue issues
keep keeping kind know like list local located location look looking lot low made make
makes making many maybe might move much must name nearby nearest need needed needing
needs never new nice night notice now number offer offers office offices old once one
only open option options organization organizations paid pay paying payment payments
pays people person place places please possible problem problems program programme
programmes programs provide provided provider providers provides public put quick
quickly really receive reduced register rental resource resources right run same say see
service services serving should show sign signing some somebody somehow someone
something somewhere soon start still stuff support supports sure take taking talk tell
thank thanks thing things think time today tomorrow tonight try trying turned type
urgent use user users using wanna want wanted wants way week when whole wish worker
working year years yes
"""

_LITTLE_SPANISH = """
agencia aplicacion aplicar apoyo apoyos area asistencia ayuda ayudan ayudar ayudarme
ayudas ayuden ayudenme barata baratas barato baratos bien buen buena buenas bueno buenos
busca buscamos buscando buscar busco centro centros cercana cercano cercanos cita citas
ciudad comunidad condado conseguir consigo costo da dame dan dar debo decir dia dias
dice encontrar encuentro favor forma gente gracias gratis gratuita gratuitas gratuito
gratuitos grupo grupos hablar hace hacen hacer hago hola hora horas hoy informacion ir
llamar local lugar lugares manana manera mejor mes mucha mucho muchos necesita
necesitamos necesitan necesitando necesitar necesito noche nuevo numero nunca obtener
ocupo oficina oficinas ofrece ofrecen otra otro pagar pago pagos parte pedir persona
personas podria problema problemas programa programas puede pueden puedo queremos quiere
quiero quisiera rapido recibir recurso recursos saber sacar semana sentir
sentirse servicio servicios siempre siento sirve situacion solicitar solicitud tenemos
tener tienen tipo tomar trabajador urgencia urgente usar vez viene vive vivo voy
"""

WEAK_WORDS = frozenset(_LITTLE_ENGLISH.split()) | frozenset(_LITTLE_SPANISH.split())
"""Words that listings and questions are full of: they count, but nothing must hold
them, unless they are all that was asked."""
