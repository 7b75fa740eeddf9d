"""Pages for those who write programs: the API of the portal, and that of each table."""
