"""The portal for programs, version 1: in English, OpenAPI 3.1, read and write."""
