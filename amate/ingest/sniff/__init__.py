"""What kind of file this is, found out by looking inside: its kind, its encoding, its dialect."""
