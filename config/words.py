"""Words of Django's own that its Spanish lacks or bends, so that ours is read."""

from django.utils.translation import gettext_noop

OF_DJANGO = (
    gettext_noop("- Select an option -"),
    gettext_noop("Add another %(verbose_name)s"),
)
