"""Several rows of a table, by their keys."""

from __future__ import annotations

from typing import Any

from django import forms

from luoshi.values.keys import row_key


class SeveralField(forms.ModelMultipleChoiceField):
    """Django's own, which hands a key beyond eight bytes to the database and fails there."""

    def clean(self, value: Any) -> Any:
        """Return the rows; raises ValidationError for a key that can be nobody's."""
        for key in value if isinstance(value, list | tuple) else ():
            text = str(key)
            if text.isdecimal() and row_key(text) is None:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": text[:20]},
                )
        return super().clean(value)
