import pytest

from directory import places


@pytest.mark.parametrize(
    ("text", "state", "codes"),
    [
        ("Fresno County", "", {"us-ca-019"}),
        ("Fresno County, CA", "", {"us-ca-019"}),
        ("fresno county", "CA", {"us-ca-019"}),
        ("93721", "", {"us-93721"}),
        ("93721, 93722", "", {"us-93721", "us-93722"}),
        ("ZIP codes: 93721; 93722-1234", "", {"us-93721", "us-93722"}),
        ("statewide", "CA", {"us-ca"}),
        ("Entire state", "California", {"us-ca"}),
        ("todo el estado", "CA", {"us-ca"}),
        ("California", "", {"us-ca"}),
        ("All of California", "NV", {"us-ca"}),
        ("California residents", "", {"us-ca"}),
        ("Maryland and Virginia", "", {"us-md", "us-va"}),
        ("nationwide", "", {"us"}),
        ("The United States", "CA", {"us"}),
        ("Estados Unidos", "", {"us"}),
        ("Fresno, Madera and Kings Counties", "CA", {"019", "039", "031"}),
        ("Counties of Fresno and Madera", "CA", {"019", "039"}),
        ("Condados de Fresno y Madera", "CA", {"019", "039"}),
        ("Tulare/Kings counties", "CA", {"107", "031"}),
        ("Fresno County; Madera County", "", {"019", "039"}),
        ("Residents of Fresno County", "", {"us-ca-019"}),
        ("Orange County", "CA", {"us-ca-059"}),
        ("King and Queen County", "", {"us-va-097"}),
        ("Miami-Dade", "", {"us-fl-086"}),
        ("Dinuba", "CA", {"us-93618"}),
        ("City of Dinuba", "CA", {"us-93618"}),
        ("Dinuba city limits", "CA", {"us-93618"}),
        ("Dinuba, CA and Fresno County", "", {"us-93618", "us-ca-019"}),
        ("Dinuba and the west side", "CA", {"us-93618"}),
        ("Madera County and eastern Fresno County", "CA", {"us-ca-039"}),
    ],
)
def test_a_service_areas_text_becomes_codes(
    text: str, state: str, codes: set[str]
) -> None:
    wanted = {code if "us" in code else f"us-ca-{code}" for code in codes}

    assert places.area_codes_for(text, state=state) == wanted


def test_a_town_becomes_its_zips() -> None:
    codes = places.area_codes_for("Fresno", state="CA")

    assert {"us-93721", "us-93725"} <= codes
    assert all(code[3:].isdigit() for code in codes)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", ""),
        ("statewide", ""),
        ("everyone who needs it", "CA"),
        ("Ward 7", "DC"),
        ("99999", ""),
        ("Orange County", ""),
        ("Springfield", ""),
        ("Eastern Fresno County", "CA"),
        ("Fresno County, northern part", "CA"),
        ("Fresno County except Coalinga", "CA"),
        ("Fresno County, except Coalinga", "CA"),
        ("Fresno County and Clovis; not Malaga", "CA"),
        ("within 10 miles of Fresno", "CA"),
        ("the canyon", "CA"),
        ("Fresno\n" * 5000, "CA"),
        ("\x00", "CA"),
    ],
)
def test_what_is_not_certain_becomes_nothing(text: str, state: str) -> None:
    assert places.area_codes_for(text, state=state) == frozenset()


def test_a_place_is_served_when_it_shares_a_code_with_the_area() -> None:
    here = places.find("93721").area_codes

    assert here & places.area_codes_for("Fresno County")
    assert here & places.area_codes_for("Fresno", state="CA")
    assert here & places.area_codes_for("nationwide")
    assert not here & places.area_codes_for("Madera County")
