"""Words that stand for others when a question is read: short forms and relatives."""

SHORT_FORMS = {
    "appt": "appointment",
    "appts": "appointments",
    "appointmnt": "appointment",
    "apt": "apartment",
    "apts": "apartments",
    "asst": "assistance",
    "assoc": "association",
    "ctr": "center",
    "dept": "department",
    "doc": "doctor",
    "docs": "doctors",
    "dr": "doctor",
    "dra": "doctora",
    "drs": "doctors",
    "edu": "education",
    "gov": "government",
    "govt": "government",
    "hosp": "hospital",
    "ins": "insurance",
    "lic": "license",
    "med": "medicine",
    "meds": "medicines",
    "natl": "national",
    "rehab": "rehabilitation",
    "rx": "prescription",
    "svc": "service",
    "svcs": "services",
    "tel": "telephone",
    "transpo": "transportation",
    "vets": "veterans",
    "vol": "volunteer",
    "xmas": "christmas",
}
"""What people shorten, folded. Both the short and the long form are looked for."""

_ELDER = """
mom moms mum mother mothers mama mami dad dads daddy father fathers papa papi parent
parents grandma grandmas grandmother grandmothers granny nana grandpa grandpas
grandfather grandfathers granddad grandparent grandparents husband wife spouse partner
aunt auntie uncle relative relatives loved
madre padre padres abuela abuelas abuelo abuelos abuelita abuelito esposo esposa marido
tia tio suegra suegro familiar familiares
"""

_CHILD = """
kid kids child children childs son sons daughter daughters toddler toddlers baby babies
infant infants grandchild grandchildren grandson granddaughter
nino ninos nina ninas hijo hijos hija hijas bebe bebes nene nenes nieto nieta nietos
"""

_OLD = """
elderly elder elders senior seniors older aged aging old
anciano ancianos anciana ancianas mayor mayores viejito viejitos viejita viejitas viejo
viejos
"""

_ONE = "someone somebody anyone anybody"

_ALIKE = {"@elder": _ELDER, "@child": _CHILD, "@old": _OLD, "@one": _ONE}
LIKENESS = {word: name for name, said in _ALIKE.items() for word in said.split()}
"""Relatives and ages that one entry of several words covers: who wrote "watch my mom"
means the dad as well."""
