"""Stored files: bytes under their hash, and for each upload a row that says whose they are."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from attachments.choices import FileKind
from kernel.constraints import positive

FOLDER = "tep"
NAME_LENGTH = 200
KILOBYTE, MEGABYTE = 1024, 1024 * 1024


class StoredFile(models.Model):
    """An uploaded file. Append-only, therefore without history; it has no address of its own.

    Whoever owns a file holds a row that links it, and scopes by itself before it serves. The same
    content uploaded twice is two rows and is kept once.
    """

    sha256 = models.CharField(_("mã băm SHA-256"), max_length=64, db_index=True, editable=False)
    size = models.PositiveIntegerField(_("dung lượng (byte)"), editable=False)
    kind = models.CharField(_("loại tệp"), max_length=8, choices=FileKind, editable=False)
    name = models.CharField(_("tên tệp gốc"), max_length=NAME_LENGTH, editable=False)
    stored_at = models.DateTimeField(_("tải lên lúc"), auto_now_add=True, editable=False)
    stored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người tải lên"),
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("tệp đính kèm")
        verbose_name_plural = _("tệp đính kèm")
        ordering = ["stored_at", "pk"]
        constraints = [positive("size", "attachments_storedfile_size")]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the storage keeps the bytes."""
        return f"{FOLDER}/{self.sha256[:2]}/{self.sha256}"

    @property
    def size_in_words(self) -> str:
        """ "1,2 MB" or "35 KB"."""
        if self.size >= MEGABYTE:
            return f"{self.size / MEGABYTE:.1f} MB".replace(".", ",")
        return f"{max(1, round(self.size / KILOBYTE))} KB"
