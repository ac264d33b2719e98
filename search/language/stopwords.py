"""Words that carry no meaning of their own in a search, folded."""

_ENGLISH = """
a about after all also am an and any are as at be because been before being but by can
could d did do does doing for from had has have having he her here him his how i if im
in into is it its ive just ll m me more most my near of off on or other our out over
re s she so some such t than that the their them then there these they this those
through to too until up us ve very was we were what when where which while who whom
why will with would you your
"""

_SPANISH = """
al algo alguien algun alguna algunas algunos ante antes aqui asi aunque cada cerca
como con cual cuando cuanto de del desde donde durante e el ella ellas ellos en entre
era es esa esas ese eso esos esta estan estar estas este esto estos estoy fue ha han
hasta hay la las le les lo los mas me mi mis muy nada ni nos nosotros nuestra nuestro
o para pero por porque que quien se ser si sin sobre son soy su sus tambien te tengo
ti tiene toda todas todo todos tu tus u un una unas uno unos usted y ya yo
"""

STOP_WORDS = frozenset(_ENGLISH.split()) | frozenset(_SPANISH.split())
