"""Charts as pages, as files, in other pages and on cards."""
