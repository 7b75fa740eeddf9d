"""How much of anything one upload may hold, and why that much."""

from __future__ import annotations

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB

# What an archive may unpack to: twice the largest upload that the portal takes.
MAX_UNPACKED = 8 * GIB
# A real bz2 of a state's victims unpacks 65:1 and a real shapefile 40:1; bombs start near 1000:1.
MAX_RATIO = 250
# Small files may compress as well as they like: nothing is lost by unpacking them.
RATIO_FREE = 64 * MIB
MAX_MEMBERS = 10_000
# A tar.gz inside a zip is two packs inside one; nobody packs deeper but to hide.
MAX_NESTED = 3
# What a compressed file may ask to be remembered of what came before: the most that `zstd` and `xz` do unasked.
MAX_WINDOW = 128 * MIB
MAX_TABLES = 200

# A cell longer than this is a quote that nobody closed, not a text.
MAX_CELL = MIB
# DuckDB holds several lines of this length for every thread.
MAX_LINE = 4 * MIB
# A question of a long survey has about 300 letters; what is longer is a text, and its beginning names it.
LONGEST_NAME, LONGEST_HEAD = 300, 20_000
# SQLite's default, which the serving files meet first, is 2,000; a wide survey has about 1,500.
MAX_COLUMNS = 2_000
# The workbook reader keeps 32 bytes for every cell of the used rectangle, filled or not.
MAX_SHEET_CELLS = 10_000_000

# Enough records to see past a page of titles; small enough to look at twice.
SAMPLE_BYTES = MIB
SAMPLE_RECORDS = 1_000
# Rows that may refute a type before the whole column is read to prove it.
SAMPLE_ROWS = 5_000
# Lines that one note names, and cells that it shows before and after.
NOTE_ROWS = 20
NOTE_EXAMPLES = 5

# DuckDB inside a child limited to about 1 GiB of address space.
ENGINE_MEMORY = "1GB"  # a Parquet writer holds a buffer for each of 2,000 columns
ENGINE_THREADS = 2
ROW_GROUP = 30_720
CHUNK = 4 * MIB
# Of what the end of a chunk cuts, so many bytes are kept for the next: a formula has at most 8,192 letters.
LONGEST_TAG = 64 * KIB
