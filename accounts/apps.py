"""WHO: users, organisations, contacts, roles, permissions, coverage, the office's profile."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and the offices they work for."""

    name = "accounts"
    verbose_name = "Tài khoản và tổ chức"
