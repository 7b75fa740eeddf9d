"""The catalogue's search: documents in, ids and facets out, on a Tantivy index of one folder."""
