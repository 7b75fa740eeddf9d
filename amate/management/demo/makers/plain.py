"""Tables whose shape is the point: tiny, and very wide."""

from __future__ import annotations

from collections.abc import Iterator

from amate.management.demo.scene import Scene
from amate.management.demo.table import Row, Table


def sample(scene: Scene) -> Table:
    """A few numbers per municipality."""
    columns = {"cvegeo": "text", "municipio": "text", "valor": "integer"}

    def rows() -> Iterator[Row]:
        for _ in range(scene.rows):
            spot = scene.spot()
            yield spot.key, spot.name, scene.about(500)

    return Table(columns, rows())


def wide(scene: Scene, width: int = 400) -> Table:
    """A census-like table of `width` columns: the key, then numbered questions."""
    columns = {"cvegeo": "text"} | {f"pregunta_{n:03}": "integer" for n in range(1, width)}

    def rows() -> Iterator[Row]:
        for _ in range(scene.rows):
            yield scene.spot().key, *(scene.about(40) for _ in range(1, width))

    return Table(columns, rows())
