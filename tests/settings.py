"""The site's settings, quick and sealed off for tests."""

import os
import tempfile
from datetime import timedelta

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="waypost-tests-"))
os.environ["DEBUG"] = "0"
os.environ["DEMO"] = "0"

from config.settings import *  # noqa: F403 - a settings file extends another

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
# Tests of the second factor turn it on; others sign in with a press.
MFA_REQUIRED = False
CACHES["default"] = {  # noqa: F405
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# WhiteNoise warns when there is nothing to serve, and warnings are errors.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
# Tests see what they wrote a moment ago.
LEXICON_RECHECK = timedelta(0)
# A test that wants the other engine says so, whatever the environment names.
SEARCH_ENGINE = ["embedded"]
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    # A file, not memory: tests of two people at once need two connections.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # noqa: F405
