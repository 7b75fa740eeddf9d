"""The explorer: the page of a table, where one question leads to the next, each with its address."""
