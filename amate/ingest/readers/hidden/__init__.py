"""What a workbook holds beside what its sheets show: found before it is read, so that it is left out and told."""
