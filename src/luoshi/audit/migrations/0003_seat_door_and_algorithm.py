"""Which seat, door and address an event came by, and how it was hashed.

Every column may be empty and has no default: SQLite then adds it without rebuilding the table, which
would lose the triggers that guard the record.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.AddField("event", "form", models.SmallIntegerField("格式", null=True)),
        migrations.AddField(
            "event", "algorithm", models.CharField("散列算法", max_length=10, null=True)
        ),
        migrations.AddField(
            "event", "seat_role", models.CharField("席位角色", max_length=40, null=True)
        ),
        migrations.AddField(
            "event", "seat_unit_id", models.BigIntegerField("席位单位编号", null=True)
        ),
        migrations.AddField(
            "event", "seat_unit_name", models.CharField("席位单位", max_length=200, null=True)
        ),
        migrations.AddField("event", "door", models.CharField("途径", max_length=12, null=True)),
        migrations.AddField(
            "event", "address", models.CharField("来源地址", max_length=45, null=True)
        ),
    ]
