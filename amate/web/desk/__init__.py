"""La mesa: where institutions publish, and where stewards keep the portal."""
