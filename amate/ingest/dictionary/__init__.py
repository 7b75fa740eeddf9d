"""What the columns of a table are and must be: in three formats, found in other tables, and checked."""
