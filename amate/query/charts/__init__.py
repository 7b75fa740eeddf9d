"""A chart is a question and a mark: parse → answer → specification → drawing, and the same in words."""
