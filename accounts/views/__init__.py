"""Pages of signing in, of the office's profile and of accounts."""

from accounts.views.sign_in import locked_out

__all__ = ["locked_out"]
