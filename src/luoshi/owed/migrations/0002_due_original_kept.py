from django.db import migrations

from luoshi.audit.refusals import never_changes


class Migration(migrations.Migration):
    dependencies = [("owed", "0001_initial")]
    operations = [never_changes("owed_obligation", "due_original")]
