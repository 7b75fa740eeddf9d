#!/bin/sh
# Write requirements/*.txt anew from requirements/*.in, with the hash of every file.
set -eu
cd "$(dirname "$0")/.."
for part in base dev; do
    .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --upgrade \
        --no-header --no-emit-index-url --no-annotate "requirements/$part.in" -o "requirements/$part.txt"
    echo "  ✓ requirements/$part.txt"
done
