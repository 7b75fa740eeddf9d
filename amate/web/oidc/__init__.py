"""Signing in with the account that people have elsewhere: one issuer of OpenID Connect, which the operator names."""
