"""The loop's vocabulary: FHIR's codes, with the words people read."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """The ten states of a FHIR ``Task``, in our words."""

    DRAFT = "draft", pgettext_lazy("referral", "Draft")
    REQUESTED = "requested", pgettext_lazy("referral", "Sent")
    ACCEPTED = "accepted", pgettext_lazy("referral", "Accepted")
    IN_PROGRESS = "in-progress", pgettext_lazy("referral", "In progress")
    ON_HOLD = "on-hold", pgettext_lazy("referral", "On hold")
    COMPLETED = "completed", pgettext_lazy("referral", "Done")
    REJECTED = "rejected", pgettext_lazy("referral", "Declined")
    FAILED = "failed", pgettext_lazy("referral", "Not completed")
    CANCELLED = "cancelled", pgettext_lazy("referral", "Stopped")
    ENTERED_IN_ERROR = "entered-in-error", pgettext_lazy("referral", "Sent by mistake")


class Side(models.TextChoices):
    """For whom somebody acts on a referral."""

    SENDER = "S", _("Sender")
    RECEIVER = "R", _("Receiver")
    CLIENT = "C", _("The person or family")
    NETWORK = "N", _("Network desk")
    SYSTEM = "SYS", _("Waypost")


OPEN = (Status.REQUESTED, Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD)
CLOSED = (
    Status.COMPLETED,
    Status.REJECTED,
    Status.FAILED,
    Status.CANCELLED,
    Status.ENTERED_IN_ERROR,
)


class Stage(models.TextChoices):
    """Finer working state inside a status (FHIR ``Task.businessStatus``)."""

    PREPARING = "preparing", _("Being written")
    AWAITING_CONSENT = "awaiting-consent", _("Waits for consent")
    READY_TO_SEND = "ready-to-send", _("Ready to send")
    SENT = "sent", pgettext_lazy("referral", "Sent")
    DELIVERED = "delivered", _("Delivered")
    VIEWED = "viewed", _("Opened")
    AWAITING_INFORMATION = "awaiting-information", _("Waits for information")
    RESPONSE_OVERDUE = "response-overdue", _("Answer overdue")
    ACCEPTED = "accepted", pgettext_lazy("referral", "Accepted")
    ASSIGNED = "assigned", _("Given to somebody")
    FIRST_CONTACT_DUE = "first-contact-due", _("First contact due")
    CONTACT_ATTEMPTED = "contact-attempted", _("Tried to reach")
    CONTACTED = "contacted", _("Reached")
    APPOINTMENT_SCHEDULED = "appointment-scheduled", _("Appointment made")
    APPOINTMENT_MISSED = "appointment-missed", _("Appointment missed")
    ELIGIBILITY_CONFIRMED = "eligibility-confirmed", _("Found eligible")
    ENROLLED = "enrolled", _("Enrolled")
    SERVICES_STARTED = "services-started", _("Help has begun")
    WAITLISTED = "waitlisted", _("On the waiting list")
    AWAITING_CLIENT = "awaiting-client", _("Waits for the person")
    AWAITING_DOCUMENTS = "awaiting-documents", _("Waits for papers")
    AWAITING_AUTHORIZATION = "awaiting-authorization", _("Waits for approval")
    CAPACITY_PAUSED = "capacity-paused", _("Waits for room")


class Priority(models.TextChoices):
    """How soon the receiver must answer (FHIR ``Task.priority``)."""

    ROUTINE = "routine", _("Routine: within 2 working days")
    URGENT = "urgent", _("Urgent: within 1 working day")
    ASAP = "asap", _("As soon as possible: within 4 working hours")
    STAT = "stat", _("At once: within 1 hour")


class RejectReason(models.TextChoices):
    """Why a receiver declines."""

    NO_CAPACITY = "no-capacity", _("No room now")
    NOT_ELIGIBLE = "not-eligible", _("Not eligible")
    OUT_OF_SERVICE_AREA = "out-of-service-area", _("Outside our area")
    SERVICE_NOT_PROVIDED = "service-not-provided", _("We do not offer this")
    ALREADY_ENROLLED = "already-enrolled", _("Already with us")
    DUPLICATE = "duplicate", _("Sent twice")
    INSUFFICIENT_INFORMATION = "insufficient-information", _("Not enough information")
    CANNOT_SERVE_SAFELY = "cannot-serve-safely", _("Could not be served safely")
    CONTACT_DETAILS_UNUSABLE = (
        "contact-details-unusable",
        _("Contact details do not work"),
    )
    OTHER = "other", _("Another reason")


class CancelReason(models.TextChoices):
    """Why a referral is stopped."""

    CLIENT_WITHDREW = "client-withdrew", _("The person does not want it any more")
    CONSENT_REVOKED = "consent-revoked", _("The person stopped sharing")
    NEED_MET_ELSEWHERE = "need-met-elsewhere", _("Help came from elsewhere")
    NO_LONGER_NEEDED = "no-longer-needed", _("No longer needed")
    SENT_ELSEWHERE = "sent-elsewhere", _("Sent to another place")
    NOT_SELECTED = "not-selected", _("Another place accepted first")
    NO_RESPONSE_EXPIRED = "no-response-expired", _("Nobody answered in time")
    SENDER_ERROR = "sender-error", _("Sent with a mistake")
    ACCEPTED_IN_ERROR = "accepted-in-error", _("Accepted by mistake")
    SERVICE_CLOSED = "service-closed", _("The service has closed")
    CLIENT_DECEASED = "client-deceased", _("The person has died")
    OTHER = "other", _("Another reason")


class HoldReason(models.TextChoices):
    """What a paused referral waits for."""

    WAITLIST = "waitlist", _("Waiting list")
    AWAITING_CLIENT = "awaiting-client", _("Waits for the person")
    AWAITING_DOCUMENTS = "awaiting-documents", _("Waits for papers")
    AWAITING_AUTHORIZATION = "awaiting-authorization", _("Waits for approval")
    AWAITING_FUNDING = "awaiting-funding", _("Waits for money")
    TEMPORARY_CLOSURE = "temporary-closure", _("Closed for a time")
    OTHER = "other", _("Another reason")


class FailReason(models.TextChoices):
    """Why it did not work out."""

    COULD_NOT_CONTACT = "could-not-contact", _("Could not reach the person")
    CLIENT_DECLINED = "client-declined", _("The person said no")
    CLIENT_NO_SHOW = "client-no-show", _("The person did not come")
    NOT_ELIGIBLE_AFTER_INTAKE = (
        "not-eligible-after-intake",
        _("Found not eligible at intake"),
    )
    LOST_CONTACT = "lost-contact", _("Lost contact")
    CLIENT_MOVED = "client-moved", _("The person moved away")
    SERVICE_UNAVAILABLE = "service-unavailable", _("The service stopped")
    FUNDING_ENDED = "funding-ended", _("The money ran out")
    SAFETY_CONCERN = "safety-concern", _("It was not safe")
    CLIENT_DECEASED = "client-deceased", _("The person has died")
    OTHER = "other", _("Another reason")


class Outcome(models.TextChoices):
    """How a completed referral ended."""

    SERVICES_RECEIVED = "services-received", _("Got the help")
    PARTIALLY_RECEIVED = "partially-received", _("Got part of the help")
    ENROLLED = "enrolled", _("Enrolled")
    ASSESSMENT_COMPLETED = "assessment-completed", _("Assessment done")
    BENEFIT_APPROVED = "benefit-approved", _("Benefit approved")
    INFORMATION_PROVIDED = "information-provided", _("Got information")
    REFERRED_ONWARD = "referred-onward", _("Sent on to another place")


NEED_MET = (
    Outcome.SERVICES_RECEIVED,
    Outcome.PARTIALLY_RECEIVED,
    Outcome.ENROLLED,
    Outcome.ASSESSMENT_COMPLETED,
    Outcome.BENEFIT_APPROVED,
)
"""Outcomes that count as help received; closing the loop is another matter."""


class ErrorReason(models.TextChoices):
    """Why a referral should never have existed."""

    WRONG_PERSON = "wrong-person", _("Wrong person")
    DUPLICATE_ENTRY = "duplicate-entry", _("Written twice")
    TEST_ENTRY = "test-entry", _("A test")
    WRONG_RECEIVER = "wrong-receiver", _("Wrong receiver")
    OTHER = "other", _("Another reason")
