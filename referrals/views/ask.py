"""Asking for help from a service's public page, without an account.

One question a page; nothing is written down before the last one.
"""

from typing import Any, cast
from uuid import UUID

from allauth.core import ratelimit
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from care import codes
from directory.models import Phone, Service
from referrals import actions, own_requests
from referrals.errors import RefusedError
from referrals.forms.ask import (
    AskNeedForm,
    DangerForm,
    NoQuestionForm,
    ShareForm,
    WhoForm,
    details_of,
)
from referrals.forms.family import SafeReachForm
from referrals.presenters import ask as asking
from referrals.views import answers, door
from referrals.views.answers import Answers
from referrals.views.family import FORM, quiet

TEXT = "own-request-2026-11"
"""The version of the words that people agree to on the page ``share``."""
TRAP = "website"
"""A field that people do not see: only programs fill it in."""


@never_cache
@require_http_methods(FORM)
def ask(request: HttpRequest, service: UUID, step: str = "danger") -> HttpResponse:
    """One question; its answer goes into the browser, and on to the next one."""
    if step not in asking.QUESTIONS:
        raise Http404
    asked = _service(service)
    if not own_requests.is_open_for(asked):
        return _call(request, asked)
    said = answers.read(request)
    if said.get("sent"):
        # What comes now is another request.
        said = {}
    if request.method == "POST":
        return _answered(request, asked, step, said)
    missing = _missing(asked, said, before=step)
    if missing:
        return redirect("referrals:ask_step", asked.pk, missing)
    return _shown(request, asked, step, _form(asked, step, said), said)


@never_cache
@require_safe
def code(request: HttpRequest, service: UUID) -> HttpResponse:
    """The code, once it was sent: to be written down or printed."""
    asked = _service(service)
    said = answers.read(request)
    if said.get("sent") != str(asked.pk):
        return redirect("referrals:ask", asked.pk)
    context = {"service": asked, "code": said["code"]}
    return quiet(render(request, "referrals/ask/code.html", context))


def _answered(
    request: HttpRequest, asked: Service, step: str, said: Answers
) -> HttpResponse:
    form = _form(asked, step, {})
    form = _form(asked, step, {step: answers.typed(request.POST, list(form.fields))})
    if request.POST.get(TRAP):
        return redirect("referrals:ask", asked.pk)
    if not form.is_valid():
        return _shown(request, asked, step, form, said)
    if step == "danger" and form.cleaned_data["danger"] == "yes":
        return quiet(render(request, "referrals/ask/danger.html", {"service": asked}))
    if step == "check":
        return _sent(request, asked, said)
    said = said | {step: form.data, "code": said.get("code") or codes.new()}
    if not answers.fits(said):
        form.add_error(None, _("This is too long for one request: write it shorter."))
        return _shown(request, asked, step, form, said)
    response = redirect("referrals:ask_step", asked.pk, asking.after(step))
    answers.keep(response, said)
    return response


def _sent(request: HttpRequest, asked: Service, said: Answers) -> HttpResponse:
    missing = _missing(asked, said, before="check")
    if missing:
        return redirect("referrals:ask_step", asked.pk, missing)
    if not ratelimit.consume(request, action="family_request"):
        return quiet(
            render(
                request, "referrals/ask/too_many.html", {"service": asked}, status=429
            )
        )
    form = NoQuestionForm({})
    try:
        actions.ask(_request(asked, said))
    except RefusedError as refused:
        form.is_valid()
        form.add_error(None, refused.reason)
        return _shown(request, asked, "check", form, said)
    response = redirect("referrals:ask_code", asked.pk)
    answers.keep(response, {"sent": str(asked.pk), "code": said["code"]})
    door.open_new(request, said["code"])
    return response


def _request(asked: Service, said: Answers) -> actions.OwnRequest:
    who, reach, need = _read(asked, said)
    number = reach.cleaned_data["phone"]
    return actions.OwnRequest(
        service=asked,
        details=details_of(who, reach),
        phones=(reach.phone_details(),) if number else (),
        code=said["code"],
        language=(get_language() or "en")[:2],
        text_version=TEXT,
        **need.details(),
        **who.signer(),
    )


def _read(asked: Service, said: Answers) -> tuple[WhoForm, SafeReachForm, AskNeedForm]:
    forms = {step: _form(asked, step, said) for step in ("who", "reach", "need")}
    for form in forms.values():
        form.is_valid()
    return (
        cast("WhoForm", forms["who"]),
        cast("SafeReachForm", forms["reach"]),
        cast("AskNeedForm", forms["need"]),
    )


def _missing(asked: Service, said: Answers, *, before: str) -> str:
    """The first question before this one that has no good answer yet."""
    earlier = asking.QUESTIONS[: asking.QUESTIONS.index(before)]
    for step in earlier:
        if step not in said or not _form(asked, step, said).is_valid():
            return step
    return ""


def _form(asked: Service, step: str, said: Answers) -> Form:
    """The question's form, with what was answered."""
    given: dict[str, Any] | None = said.get(step)
    match step:
        case "danger":
            return DangerForm(given)
        case "who":
            initial = {"language": (get_language() or "en")[:2]}
            return WhoForm(given, initial=initial)
        case "reach":
            return SafeReachForm(given)
        case "need":
            return AskNeedForm(given, kinds=own_requests.kinds_of(asked))
        case "share":
            return ShareForm(given)
        case _:
            return NoQuestionForm(given)


def _shown(
    request: HttpRequest, asked: Service, step: str, form: Form, said: Answers
) -> HttpResponse:
    question = asking.question(step)
    earlier = asking.before(step)
    context: dict[str, Any] = {
        "service": asked,
        "question": question,
        "form": form,
        "before": earlier,
        "trap": TRAP,
    }
    if step == "share":
        context["desk"] = own_requests.desk()
    if step == "check":
        context["answered"] = _in_words(asked, said)
    failed = request.method == "POST"
    return quiet(
        render(request, question.template, context, status=400 if failed else 200)
    )


def _in_words(asked: Service, said: Answers) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each question's step, with its answers as they were given."""
    rows = []
    for step, form in zip(("who", "reach", "need"), _read(asked, said), strict=True):
        given = [
            (str(field.label), _word(field.field, form.cleaned_data.get(field.name)))
            for field in form
        ]
        rows.append((step, [pair for pair in given if pair[1]]))
    return rows


def _word(field: Any, value: Any) -> str:
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value, value) if value not in (None, "") else "")


def _service(pk: UUID) -> Service:
    listed = Service.objects.listed().select_related("organization")
    return get_object_or_404(listed, pk=pk)


def _call(request: HttpRequest, asked: Service) -> HttpResponse:
    phones = Phone.objects.filter(service=asked, removed_at__isnull=True)
    phones = phones or Phone.objects.filter(
        organization=asked.organization_id, removed_at__isnull=True
    )
    return quiet(
        render(
            request,
            "referrals/ask/call.html",
            {"service": asked, "phones": phones.order_by("pk")[:3]},
        )
    )
