"""What answers a compiled question: DuckDB over Parquet, serving files; one protocol, same answers."""
