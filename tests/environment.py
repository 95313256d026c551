"""Loaded by pytest before Django reads its settings: a mode and a key, where none are given."""

import os

os.environ.setdefault("PORTAL_MODE", "local")
os.environ.setdefault("SECRET_KEY", "only-for-tests-" * 4)
os.environ.setdefault("DATABASE_URL", "sqlite:///var/portal.sqlite3")
