"""The table of moves, against the design and against every other pair."""

import json
from pathlib import Path
from typing import Any

import pytest

from referrals import states
from referrals.errors import MoveNotAllowedError, WrongSideError
from referrals.models import Referral, Side, Stage, Status
from referrals.states import MOVES, allowed_moves, check_move

EVERY_MOVE = [
    (status, wanted, side) for status in Status for wanted in Status for side in Side
]


@pytest.fixture(scope="session")
def law(shared_data: Path) -> Any:
    twin = shared_data.parent / "design" / "referral-states.json"
    if not twin.is_file():
        pytest.skip("the design is not beside this checkout")
    return json.loads(twin.read_text())


@pytest.mark.shared
def test_the_moves_are_those_of_the_design(
    law: dict[str, list[dict[str, str]]],
) -> None:
    written = {
        (arrow["id"], arrow["from"], arrow["to"], frozenset(arrow["actors"]))
        for arrow in law["transitions"]
    }

    ours = {
        (move.id, status, wanted, frozenset(move.sides))
        for (status, wanted), move in MOVES.items()
        if move.id != "T19"
    } | {
        (move.id, "*", wanted, frozenset(move.sides))
        for (_status, wanted), move in MOVES.items()
        if move.id == "T19"
    }
    assert ours == written


@pytest.mark.shared
def test_the_stages_are_those_of_the_design(law: Any) -> None:
    assert {
        status.value: [stage.value for stage in stages]
        for status, stages in states.STAGES.items()
    } == law["stages"]


@pytest.mark.shared
def test_the_reasons_are_those_of_the_design(law: Any) -> None:
    ours = {
        "reject": states.RejectReason,
        "cancel": states.CancelReason,
        "hold": states.HoldReason,
        "fail": states.FailReason,
        "outcome": states.Outcome,
        "error": states.ErrorReason,
    }

    assert {name: words.values for name, words in ours.items()} == law["reasons"]


def test_there_are_nineteen_arrows() -> None:
    assert sorted({move.id for move in MOVES.values()}) == [
        f"T{number:02}" for number in range(1, 20)
    ]


@pytest.mark.parametrize(("status", "wanted", "side"), EVERY_MOVE)
def test_a_side_may_make_exactly_the_moves_of_the_table(
    status: Status, wanted: Status, side: Side
) -> None:
    referral = Referral(status=status)
    move = MOVES.get((status, wanted))

    if move is not None and side in move.sides:
        assert check_move(referral, wanted, [side]) is move
        assert wanted in allowed_moves(referral, [side])
        return

    with pytest.raises(MoveNotAllowedError) as refused:
        check_move(referral, wanted, [side])
    assert refused.value.reason
    assert refused.value.allowed == allowed_moves(referral, [side])
    assert wanted not in refused.value.allowed
    assert isinstance(refused.value, WrongSideError) is (move is not None)


@pytest.mark.parametrize("status", [s for s in Status if s not in states.STAGES])
def test_an_end_never_opens_again(status: Status) -> None:
    with pytest.raises(MoveNotAllowedError, match="does not open again"):
        check_move(Referral(status=status), Status.ACCEPTED, list(Side))


def test_a_repeated_status_says_that_it_is_there_already() -> None:
    with pytest.raises(MoveNotAllowedError, match="already “Accepted”"):
        check_move(Referral(status=Status.ACCEPTED), Status.ACCEPTED, [Side.RECEIVER])


def test_the_sender_is_told_to_ask_once_work_has_begun() -> None:
    with pytest.raises(WrongSideError, match="Write to them and ask"):
        check_move(Referral(status=Status.IN_PROGRESS), Status.CANCELLED, [Side.SENDER])


def test_somebody_on_two_sides_may_make_the_moves_of_both() -> None:
    referral = Referral(status=Status.REQUESTED)

    assert set(allowed_moves(referral, [Side.SENDER, Side.RECEIVER])) == {
        Status.ACCEPTED,
        Status.REJECTED,
        Status.CANCELLED,
        Status.ENTERED_IN_ERROR,
    }


def test_every_reason_to_hold_has_its_stage() -> None:
    for reason in states.HoldReason:
        assert states.HOLD_STAGES[reason] in states.STAGES[Status.ON_HOLD]


def test_every_stage_belongs_to_a_status() -> None:
    assert {stage for stages in states.STAGES.values() for stage in stages} == set(
        Stage
    )
