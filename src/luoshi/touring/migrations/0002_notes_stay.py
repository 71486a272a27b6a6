"""What was noted on site keeps its words."""

from __future__ import annotations

from django.db import migrations

from luoshi.audit.refusals import never_changes


class Migration(migrations.Migration):
    dependencies = [("touring", "0001_initial")]

    operations = [never_changes("touring_fieldnote", "text")]
