"""From which network a key was used last."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("amate", "0008_freshness")]

    operations: ClassVar[list[object]] = [
        migrations.AddField(
            model_name="apikey",
            name="last_origin",
            field=models.CharField(default="", verbose_name="desde qué red", max_length=50, blank=True),
            preserve_default=False,
        ),
    ]
