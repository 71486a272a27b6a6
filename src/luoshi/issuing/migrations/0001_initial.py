# The shape of the first release.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ledger', models.CharField(choices=[('projects', '合作项目台账'), ('matters', '事项台账')], max_length=20, verbose_name='台账')),
                ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                ('sha256', models.CharField(max_length=64)),
                ('size_bytes', models.PositiveBigIntegerField(verbose_name='大小')),
                ('rows', models.PositiveIntegerField(verbose_name='行数')),
                ('at', models.DateTimeField(verbose_name='导出时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='导出人')),
            ],
            options={
                'verbose_name': '导出记录',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ledger__in', ['matters', 'projects'])), name='issue_ledger_known')],
            },
        ),
    ]
