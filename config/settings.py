"""Settings for every environment. Forgetting a variable fails closed.

Each variable has a heading in docs/reference/settings.md; a test holds the two
together.
"""

import os
from datetime import timedelta
from pathlib import Path
from secrets import token_urlsafe

import environ
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
FIXTURES_DIR = BASE_DIR / "fixtures"

env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Files that the running site writes: database, index, e-mails of development.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _kept_secret() -> str:
    """This machine's own key, made at the first start and kept from then on."""
    kept = VAR_DIR / "secret-key"
    try:
        made = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text()
    with os.fdopen(made, "w") as file:
        file.write(token_urlsafe(50))
    return kept.read_text()


# Machines that share their work share the key, and say it; a single one keeps its own.
SECRET_KEY = env.str("SECRET_KEY", default="") or _kept_secret()

INSTALLED_APPS = [
    "accounts",
    "directory",
    "search",
    "care",
    "referrals",
    "api",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "js_lib_leaflet",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.middleware.AddressLengthMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "accounts.middleware.SignedOutMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.i18n",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "directory.context.network",
                "accounts.context.signed_in",
            ],
        },
    },
]

# --- The network that runs this site -----------------------------------------

# "latitude,longitude" in degrees: of towns that share a name, the one near it is meant.
_CENTER = env.list("NETWORK_CENTER", cast=float, default=[36.7, -119.8] if DEMO else [])
NETWORK_CENTER = (_CENTER[0], _CENTER[1]) if len(_CENTER) > 1 else None
# The demo region's own, in the demo; elsewhere 211 answers until somebody says more.
NETWORK = {
    "help_line": env.str("HELP_LINE", default="Valley Help Line" if DEMO else "211"),
    "help_phone": env.str("HELP_PHONE", default="+15595550111" if DEMO else "211"),
    "desk_phone": env.str("DESK_PHONE", default="+15595550112" if DEMO else "211"),
    "area": env.str(
        "NETWORK_AREA",
        default="Fresno, Madera, Mariposa and Tulare counties" if DEMO else "",
    ),
}

# The organization (its id) that keeps families who ask for help themselves; empty: the
# pages say to call. In the demo, the help line.
NETWORK_DESK = env.str(
    "NETWORK_DESK", default="06a23011-0bb5-5f0b-befb-230523db95a7" if DEMO else ""
)

# --- Databases ---------------------------------------------------------------

DATABASES = {
    "default": env.db(
        "DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'waypost.sqlite3'}"
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue instead of failing: the lock is taken when a transaction
        # begins, not at its first write.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Search ------------------------------------------------------------------

# Addresses with commas between, one a node. Empty: the embedded engine answers.
ELASTICSEARCH_URL = env.list("ELASTICSEARCH_URL", default=[])
# The one that answers, and then those that are kept ready to answer in its place.
SEARCH_ENGINE = env.list(
    "SEARCH_ENGINE", default=["elastic" if ELASTICSEARCH_URL else "embedded"]
)
ELASTICSEARCH = {
    "hosts": tuple(ELASTICSEARCH_URL),
    "index": env.str("ELASTICSEARCH_INDEX", default="waypost"),
    "api_key": env.str("ELASTICSEARCH_API_KEY", default=""),
    "user": env.str("ELASTICSEARCH_USER", default=""),
    "password": env.str("ELASTICSEARCH_PASSWORD", default=""),
    "ca_certs": env.str("ELASTICSEARCH_CA_CERTS", default=""),
    "verify_certs": env.bool("ELASTICSEARCH_VERIFY_CERTS", default=True),
    "timeout": env.float("ELASTICSEARCH_TIMEOUT", default=3.0),
    "shards": env.int("ELASTICSEARCH_SHARDS", default=1),
}
SEARCH_INDEX_PATH = Path(
    env.str("SEARCH_INDEX_PATH", default=str(VAR_DIR / "search.sqlite3"))
)
# How old the words of a process may be before it asks whether staff changed them.
LEXICON_RECHECK = timedelta(seconds=30)
# What was asked in vain is kept so long after it was asked last.
UNANSWERED_KEPT = timedelta(days=90)

# --- Places ------------------------------------------------------------------

# A geopy geocoder's name, such as "nominatim"; empty: only the offline gazetteer.
GEOCODER = env.str("GEOCODER", default="")
GEOCODER_USER_AGENT = env.str("GEOCODER_USER_AGENT", default="")
GEOCODER_SECONDS_BETWEEN = env.float("GEOCODER_SECONDS_BETWEEN", default=1.0)
CACHES = {
    # Counts what is throttled, so every worker must see the same: files by default,
    # a shared cache where there is more than one machine.
    "default": env.cache("CACHE_URL", default=f"filecache://{VAR_DIR / 'cache'}")
    | {"OPTIONS": {"MAX_ENTRIES": 10_000}},
    # Geocoders ask that an address be asked for once. Files outlive the process and
    # need no table; keys are hashes, so that the folder tells no address.
    "geocoding": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "geocoding",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
# Street tiles for maps; empty: county outlines only.
MAP_TILES_URL = env.str(
    "MAP_TILES_URL", default="https://tile.openstreetmap.org/{z}/{x}/{y}.png"
)

# --- People who sign in ------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "accounts.backends.NetworkRoleBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# "Keep me signed in" lasts a working day; without it, until the browser closes.
SESSION_COOKIE_AGE = 12 * 60 * 60

# Whoever sees people signs in with a second factor; the demo does not ask.
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=True) and not DEMO
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Waypost"
# Half minutes. Numbers that ran out while they were typed count, and so do clocks
# that are not quite right; each works once all the same.
MFA_TOTP_TOLERANCE = 1
# Browsers give passkeys to https alone, and to this machine.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO

MFA_ADAPTER = "accounts.adapter.SecondStepAdapter"
MFA_FORMS = {
    "activate_totp": "accounts.forms.SetUpAppForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "authenticate": "accounts.forms.SecondStepForm",
    "authenticate_webauthn": "accounts.forms.PasskeyStepForm",
    "edit_webauthn": "accounts.forms.RenamePasskeyForm",
    "login_webauthn": "accounts.forms.PasskeySignInForm",
    "reauthenticate": "accounts.forms.SecondStepAgainForm",
    "reauthenticate_webauthn": "accounts.forms.PasskeyAgainForm",
}
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "add_email": "accounts.forms.AddEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "login": "accounts.forms.LoginForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "signup": "accounts.forms.SignupForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEBUG or DEMO else "https"
ACCOUNT_RATE_LIMITS = {
    # Five wrong passwords for one address, then five minutes' rest.
    "login_failed": "20/m/ip,5/5m/key",
    "login": "30/m/ip",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/m/key",
    # Pages that are opened without an account: wrong links and codes of one address,
    # and whatever is pressed on one link.
    "answer_failed": "5/m/ip,30/h/ip",
    "answer_link": "60/m/ip,60/m/key",
    # Without an account: wrong codes, wrong second proofs, and asking for oneself.
    "family_code": "10/10m/ip,5/10m/key",
    "family_proof": "10/10m/ip,5/10m/key",
    "family_request": "10/h/ip",
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# --- Words -------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="America/Los_Angeles")

# --- Files -------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- E-mail ------------------------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    _mail = env.email("EMAIL_URL")
    MAILERS = {
        "default": {
            "BACKEND": _mail["EMAIL_BACKEND"],
            "OPTIONS": {
                "host": _mail["EMAIL_HOST"],
                "port": _mail["EMAIL_PORT"],
                "username": _mail["EMAIL_HOST_USER"],
                "password": _mail["EMAIL_HOST_PASSWORD"],
                "use_tls": _mail.get("EMAIL_USE_TLS", False),
                "use_ssl": _mail.get("EMAIL_USE_SSL", False),
                # Shorter than the wait before a notice is tried again.
                "timeout": 20,
            },
        }
    }
else:
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": str(VAR_DIR / "mail")},
        }
    }
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="waypost@localhost")

# Off, a page tries to mail its notices itself once the change is stored. Either way
# `manage.py send_notices --watch` mails what waits.
NOTICES_WAIT_FOR_WORKER = env.bool("NOTICES_WAIT_FOR_WORKER", default=False)

# Where links in e-mails lead: mail is also sent where no request says the address.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")

# --- Safety ------------------------------------------------------------------

if not (DEBUG or DEMO):
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 30
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# What goes wrong is written to standard error, in every environment. Messages carry
# ids only, never a name, a phone or an address.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # A page of traceback for every node that does not answer; the engine says it
        # in a line.
        "elastic_transport": {"level": "ERROR"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# --- API ---------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication"
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "EXCEPTION_HANDLER": "api.errors.handler",
    "DEFAULT_THROTTLE_RATES": {
        # For each address; one person's page asks once.
        "search": env.str("API_SEARCH_RATE", default="600/min"),
    },
    # 0: the address that is counted is the one that connects, which nobody can make up.
    "NUM_PROXIES": env.int("API_PROXIES", default=0),
}
# The same proxies stand before sign-in, where addresses are counted too.
ALLAUTH_TRUSTED_PROXY_COUNT = REST_FRAMEWORK["NUM_PROXIES"]
SPECTACULAR_SETTINGS = {
    "TITLE": "Waypost API",
    "DESCRIPTION": "Search the directory, and move referrals, from programs.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
}
