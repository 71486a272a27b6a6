# The shape of the first release.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
        ('owed', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('light', models.CharField(choices=[('grey', '未到期'), ('green', '正常'), ('yellow', '提醒'), ('orange', '预警'), ('red', '逾期'), ('blue', '已履行')], max_length=10, verbose_name='灯')),
                ('made_on', models.DateField(verbose_name='日期')),
                ('read_at', models.DateTimeField(null=True, verbose_name='已读时间')),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='owed.obligation', verbose_name='待办义务')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='orgs.person', verbose_name='人员')),
            ],
            options={
                'verbose_name': '提醒',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('light__in', ['blue', 'green', 'grey', 'orange', 'red', 'yellow'])), name='notice_light_known'), models.UniqueConstraint(fields=('obligation', 'person', 'light'), name='notice_once_per_light')],
            },
        ),
    ]
