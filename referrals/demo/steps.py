"""Plays one step of a demo referral: each word is a verb of ``actions``."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from referrals import actions
from referrals.actions import Delivery
from referrals.demo.moments import DemoError
from referrals.demo.stage import Stage
from referrals.models import Priority, Referral
from referrals.models import Stage as WorkStage

type Said = Mapping[str, Any]
type Play = Callable[[Stage, Referral, Said, datetime], object]


def begin(stage: Stage, said: Said, at: datetime) -> None:
    """Draft the referral."""
    tried = said.get("re_referral_of")
    stage.referrals[said["key"]] = actions.draft(
        stage.needs[said["need"]],
        by=stage.user(said["sent_by"]),
        service=stage.service(said["service"]),
        sender=stage.organization(said["sender"]),
        priority=Priority(said.get("priority", Priority.ROUTINE)),
        note=said.get("note", ""),
        re_referral_of=stage.referrals[tried] if tried else None,
        at=at,
    )


def play(stage: Stage, key: str, step: Said, at: datetime) -> None:
    """Do what one step says.

    Raises:
        DemoError: no verb is called so.
    """
    verb = VERBS.get(step["do"])
    if verb is None:
        message = f"nothing is done by the word “{step['do']}”"
        raise DemoError(message)
    verb(stage, stage.referrals[key], step, at)


def _view(stage: Stage, referral: Referral, step: Said, at: datetime) -> object:
    return actions.mark_viewed(referral, by=stage.user(step["by"]), at=at)


def _note(stage: Stage, referral: Referral, step: Said, at: datetime) -> object:
    by = stage.user(step["by"])
    return actions.note(referral, by=by, text=step["text"], at=at)


def _say(stage: Stage, referral: Referral, step: Said, at: datetime) -> object:
    return actions.say(
        referral,
        by=stage.actor(step),
        text=step["text"],
        needs_answer=step.get("needs_answer", False),
        at=at,
    )


def _assign(stage: Stage, referral: Referral, step: Said, at: datetime) -> object:
    to = step.get("to")
    colleague = stage.user(to) if to else None
    return actions.assign(referral, by=stage.actor(step), to=colleague, at=at)


def _hold(stage: Stage, referral: Referral, step: Said, at: datetime) -> object:
    return actions.hold(
        referral,
        by=stage.actor(step),
        reason=step["reason"],
        text=step.get("text", ""),
        review_on=stage.calendar.day(step["review_on"]),
        at=at,
    )


def _complete(stage: Stage, referral: Referral, step: Said, at: datetime) -> object:
    return actions.complete(
        referral,
        by=stage.actor(step),
        outcome=step["outcome"],
        deliveries=[
            Delivery(one["what"], stage.calendar.day(one["on"]))
            for one in step["deliveries"]
        ],
        note=step.get("note", ""),
        at=at,
    )


def _contact(stage: Stage, referral: Referral, step: Said, at: datetime) -> object:
    return actions.log_contact(
        referral,
        by=stage.actor(step),
        channel=step["channel"],
        result=step["result"],
        note=step.get("note", ""),
        at=at,
    )


def _set_stage(stage: Stage, referral: Referral, step: Said, at: datetime) -> object:
    return actions.set_stage(
        referral,
        by=stage.actor(step),
        stage=step["stage"],
        note=step.get("note", ""),
        at=at,
    )


def _bare(verb: Callable[..., object]) -> Play:
    """A verb that says nothing more."""

    def run(stage: Stage, referral: Referral, step: Said, at: datetime) -> object:
        return verb(referral, by=stage.actor(step), at=at)

    return run


def _staged(verb: Callable[..., object], otherwise: WorkStage) -> Play:
    """A verb that may name the stage which it reaches."""

    def run(stage: Stage, referral: Referral, step: Said, at: datetime) -> object:
        reached = WorkStage(step.get("stage", otherwise))
        return verb(referral, by=stage.actor(step), stage=reached, at=at)

    return run


def _reasoned(verb: Callable[..., object]) -> Play:
    """A verb that says why."""

    def run(stage: Stage, referral: Referral, step: Said, at: datetime) -> object:
        return verb(
            referral,
            by=stage.actor(step),
            reason=step["reason"],
            text=step.get("text", ""),
            at=at,
        )

    return run


VERBS: dict[str, Play] = {
    "send": _bare(actions.send),
    "view": _view,
    "accept": _bare(actions.accept),
    "undo": _bare(actions.undo),
    "acknowledge": _bare(actions.acknowledge),
    "decline": _reasoned(actions.decline),
    "cancel": _reasoned(actions.cancel),
    "fail": _reasoned(actions.fail),
    "report_error": _reasoned(actions.report_error),
    "enter_in_error": _reasoned(actions.enter_in_error),
    "start": _staged(actions.start, WorkStage.CONTACT_ATTEMPTED),
    "resume": _staged(actions.resume, WorkStage.CONTACTED),
    "contact": _contact,
    "set_stage": _set_stage,
    "hold": _hold,
    "complete": _complete,
    "assign": _assign,
    "say": _say,
    "note": _note,
}
