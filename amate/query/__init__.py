"""One question about a table: language → parse → plan → compile → run → formats; and the profile of a table."""
