"""Hostile work in children that may die: `run` one function there, within `Limits`."""

from amate.base.children.limits import Limits
from amate.base.children.parent import network_isolated, run

__all__ = ["Limits", "network_isolated", "run"]
