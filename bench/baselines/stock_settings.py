"""A project as `startproject` makes it, on the portal's models: stock admin and middleware."""

from khuyencong.settings import *  # noqa: F403, TID251
from khuyencong.settings import INSTALLED_APPS as PORTAL_APPS  # noqa: TID251

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig" if name.endswith("PortalAdminConfig") else name
    for name in PORTAL_APPS
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
ROOT_URLCONF = "bench.baselines.stock_admin"
FORMAT_MODULE_PATH = None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
