"""Our engine beside its opponents: the same documents, the same questions, one run."""

import os

import django
from django.apps import apps

# What is compared reads our models; none of it touches a database of the site.
if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DEBUG", "1")
    django.setup()
