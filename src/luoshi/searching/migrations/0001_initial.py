from __future__ import annotations

from typing import Any

from django.db import migrations, models

# Every sign beyond ASCII is a letter to this tokenizer, whatever year of Unicode it is from.
# The last trigger is for who empties the table: ids begin anew then, and pairs must not stay behind.
SQLITE = [
    "CREATE VIRTUAL TABLE searching_pairs USING fts5("
    "names, text, letters, kind, content='', tokenize=\"ascii tokenchars '.'\")",
    "CREATE TRIGGER searching_pairs_emptied AFTER DELETE ON searching_entry "
    "WHEN NOT EXISTS (SELECT 1 FROM searching_entry) "
    "BEGIN INSERT INTO searching_pairs(searching_pairs) VALUES('delete-all'); END",
]
POSTGRESQL = [
    "ALTER TABLE searching_entry ADD COLUMN pairs tsvector",
    "CREATE INDEX searching_entry_pairs ON searching_entry USING gin (pairs)",
]


def make_pairs(apps: Any, schema_editor: Any) -> None:
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_pairs(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER searching_pairs_emptied")
        schema_editor.execute("DROP TABLE searching_pairs")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='类别')),
                ('key', models.BigIntegerField(verbose_name='编号')),
                ('piece', models.PositiveIntegerField(default=0, verbose_name='段')),
                ('title', models.CharField(max_length=300, verbose_name='标题')),
                ('names', models.TextField(blank=True, verbose_name='其他名称')),
                ('text', models.TextField(blank=True, verbose_name='内容')),
                ('day', models.DateField(null=True, verbose_name='日期')),
            ],
            options={
                'verbose_name': '检索条目',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'key', 'piece'), name='entry_once')],
            },
        ),
        migrations.CreateModel(
            name='IndexMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('only', models.BooleanField(default=True, unique=True)),
                ('last_event', models.BigIntegerField(default=0)),
                ('waiting', models.JSONField(default=dict)),
                ('form', models.CharField(blank=True, max_length=20)),
                ('built_at', models.DateTimeField(null=True, verbose_name='建立时间')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': '索引进度',
                'constraints': [models.CheckConstraint(condition=models.Q(('only', True)), name='index_mark_there_is_one')],
            },
        ),
        migrations.RunPython(make_pairs, drop_pairs),
    ]
