"""Amate: an open-data portal for governments. Open docs/house.md for a tour of the rooms."""
