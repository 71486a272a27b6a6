"""What one side promised the other, in the wording of now."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import F
from django.utils.translation import gettext_lazy

from luoshi.commitments.models import Commitment, CommitmentWording
from luoshi.commitments.queries import visible_commitments
from luoshi.searching.kind import Kind


def _wordings(keys: Collection[int]) -> Iterable[tuple[int, str]]:
    rows = CommitmentWording.objects.filter(commitment__in=keys, n=F("commitment__said"))
    return rows.order_by("pk").values_list("commitment", "text")


KINDS = (
    Kind(
        "commitment",
        gettext_lazy("承诺"),
        Commitment,
        visible_commitments,
        title="title",
        more=_wordings,
        day="drafted_at",
        rank=13,
    ),
)
