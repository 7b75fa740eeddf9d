"""NDJSON: one object a line, each as in JSON."""

from amate.query.formats.form import Form
from amate.query.formats.json import values

NDJSON = Form(name="ndjson", media_type="application/x-ndjson", options="FORMAT json", expressions=values)
