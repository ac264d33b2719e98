"""How Django knows this package."""

from datetime import datetime
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReferralsConfig(AppConfig):
    """The closed loop: sent, accepted, completed, and who may move it."""

    name = "referrals"
    verbose_name = _("Referrals")

    def ready(self) -> None:
        """Listen to what the packages below announce."""
        from accounts import navigation, notices  # noqa: PLC0415 - models load before this
        from accounts.models import User  # noqa: PLC0415
        from care import panels  # noqa: PLC0415
        from care.models import Consent  # noqa: PLC0415
        from care.signals import consent_revoked  # noqa: PLC0415
        from directory.models import Organization  # noqa: PLC0415
        from referrals import (  # noqa: PLC0415
            actions,
            letters,
            moving,
            round_notices,
            timers,  # noqa: F401
        )
        from referrals import notices as words_of_notices  # noqa: PLC0415
        from referrals.actions import rounds  # noqa: PLC0415
        from referrals.models import Referral  # noqa: PLC0415
        from referrals.presenters import people  # noqa: PLC0415

        def stop_sharing(
            consent: Consent,
            at: datetime,
            only: Organization | None = None,
            **_signal: Any,
        ) -> None:
            actions.stop_sharing(consent, at=at, only=only)

        def waiting(user: User) -> int:
            return Referral.objects.received_by(user).needing_answer().count()

        consent_revoked.connect(
            stop_sharing, weak=False, dispatch_uid="referrals.stop_sharing"
        )
        notices.register(
            words_of_notices.KIND,
            notices.Kind(words=words_of_notices.words, reached=moving.inform_sender),
        )
        notices.register(
            round_notices.KIND,
            notices.Kind(words=round_notices.words, reached=actions.inform_of_round),
        )
        moving.follow_with(rounds.go_on)
        notices.also("letters", letters.deliver)
        navigation.count("referrals:inbox", waiting)
        panels.register("referrals", people.panel)
