from django.db import migrations

from luoshi.audit.refusals import never_changes


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial")]
    operations = [never_changes("matters_matter", "due_original")]
