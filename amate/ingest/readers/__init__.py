"""One module per family of formats: each makes Raw tables of a file, untyped."""
