# The shape of the first release.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='姓名')),
                ('search_key', models.CharField(db_index=True, max_length=120)),
                ('telephone', models.CharField(blank=True, max_length=40, verbose_name='电话')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': '人员',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(error_messages={'unique': '这个账号已有人使用。'}, max_length=60, unique=True, verbose_name='账号')),
                ('is_active', models.BooleanField(default=True, verbose_name='启用')),
                ('made_at', models.DateTimeField(verbose_name='建立时间')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='account', to='orgs.person', verbose_name='人员')),
            ],
            options={
                'verbose_name': '账号',
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='全称')),
                ('short_name', models.CharField(blank=True, max_length=60, verbose_name='简称')),
                ('kind', models.CharField(choices=[('government', '党委政府'), ('department', '部门'), ('enterprise', '企业'), ('park', '园区'), ('other', '其他')], default='other', max_length=20, verbose_name='类别')),
                ('place', models.CharField(blank=True, max_length=60, verbose_name='所在地')),
                ('version', models.PositiveIntegerField(default=1)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='orgs.unit', verbose_name='上级单位')),
            ],
            options={
                'verbose_name': '单位',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=20, verbose_name='代字')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年份')),
                ('last', models.PositiveIntegerField(default=0, verbose_name='最后一号')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='orgs.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '编号',
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=40, verbose_name='角色')),
                ('from_on', models.DateField(verbose_name='自')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='至')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to=settings.AUTH_USER_MODEL, verbose_name='账号')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='orgs.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '席位',
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='职务')),
                ('from_on', models.DateField(blank=True, null=True, verbose_name='自')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='至')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='orgs.person', verbose_name='人员')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='orgs.unit', verbose_name='单位')),
            ],
            options={
                'verbose_name': '职务',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Alias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='别名')),
                ('from_on', models.DateField(blank=True, null=True, verbose_name='自')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='至')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='orgs.unit', verbose_name='单位')),
                ('used_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.unit', verbose_name='使用单位')),
            ],
            options={
                'verbose_name': '别名',
            },
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['department', 'enterprise', 'government', 'other', 'park'])), name='unit_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='unit_not_its_own_parent'),
        ),
        migrations.AddConstraint(
            model_name='series',
            constraint=models.UniqueConstraint(fields=('unit', 'word', 'year'), name='series_once'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.UniqueConstraint(fields=('account', 'unit', 'role', 'from_on'), name='seat_once'),
        ),
        migrations.AddConstraint(
            model_name='seat',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='seat_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='alias',
            constraint=models.UniqueConstraint(condition=models.Q(('used_by__isnull', False)), fields=('unit', 'name', 'used_by'), name='alias_once_in_one_units_papers'),
        ),
        migrations.AddConstraint(
            model_name='alias',
            constraint=models.UniqueConstraint(condition=models.Q(('used_by__isnull', True)), fields=('unit', 'name'), name='alias_once_in_all_papers'),
        ),
    ]
