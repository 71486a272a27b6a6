# The shape of the first release.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('uploaded', '上传文件'), ('pasted', '粘贴文本'), ('typed', '手工登记')], max_length=20, verbose_name='来历')),
                ('title', models.CharField(max_length=200, verbose_name='标题')),
                ('file_name', models.CharField(blank=True, max_length=200, verbose_name='文件名')),
                ('media_type', models.CharField(default='text/plain', max_length=100, verbose_name='类型')),
                ('encoding', models.CharField(blank=True, max_length=30, verbose_name='编码')),
                ('size_bytes', models.PositiveBigIntegerField(verbose_name='大小')),
                ('sha256', models.CharField(max_length=64)),
                ('text_sha256', models.CharField(max_length=64)),
                ('file', models.FileField(blank=True, max_length=200, upload_to='', verbose_name='原件')),
                ('text', models.TextField(verbose_name='原文')),
                ('received_at', models.DateTimeField(verbose_name='接收时间')),
                ('held_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sources', to='orgs.unit', verbose_name='保管单位')),
                ('received_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='接收人')),
            ],
            options={
                'verbose_name': '来源文件',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start', models.PositiveIntegerField(verbose_name='起')),
                ('end', models.PositiveIntegerField(verbose_name='止')),
                ('quote', models.TextField(verbose_name='原文')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='passages', to='sources.source', verbose_name='来源文件')),
            ],
            options={
                'verbose_name': '原文',
            },
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['pasted', 'typed', 'uploaded'])), name='source_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'typed'), _negated=True), fields=('held_by', 'text_sha256'), name='source_once_per_unit'),
        ),
        migrations.AddConstraint(
            model_name='passage',
            constraint=models.UniqueConstraint(fields=('source', 'start', 'end'), name='passage_once'),
        ),
        migrations.AddConstraint(
            model_name='passage',
            constraint=models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='passage_runs_forward'),
        ),
    ]
