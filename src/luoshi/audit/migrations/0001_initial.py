# The shape of the first release.

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=40, verbose_name='对象类别')),
                ('subject_id', models.BigIntegerField(verbose_name='对象编号')),
                ('subject_label', models.CharField(max_length=300, verbose_name='对象名称')),
                ('serial', models.PositiveIntegerField(verbose_name='序号')),
                ('type', models.CharField(max_length=60, verbose_name='事件')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('by_id', models.BigIntegerField(null=True, verbose_name='账号编号')),
                ('by_name', models.CharField(max_length=200, verbose_name='经办')),
                ('data', models.JSONField(default=dict, verbose_name='内容')),
                ('previous_hash', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'verbose_name': '审计事件',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['at'], name='event_at')],
                'constraints': [models.UniqueConstraint(fields=('subject_kind', 'subject_id', 'serial'), name='event_one_chain')],
            },
        ),
    ]
