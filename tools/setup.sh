#!/bin/sh
# Make a fresh checkout able to run: `tools/setup.sh`, and `tools/setup.sh tests` to run its tests too.
# Asks nothing; a step whose inputs have not changed since it was done is skipped.
set -eu
cd "$(dirname "$0")/.."
stamps=build/setup

say() { echo "  $*"; }
fail() { echo; echo "✗ $1"; echo "✗ $2"; exit 1; }

# done_for NAME FILE…: whether the step was done with exactly these files
checksum() { cat "$@" | sha256sum | cut -d' ' -f1; }
done_for() { name=$1; shift; [ "$(cat "$stamps/$name" 2>/dev/null)" = "$(checksum "$@")" ]; }
mark() { name=$1; shift; mkdir -p "$stamps"; checksum "$@" > "$stamps/$name"; }

# apt PACKAGE…: installs as root, without a question; anyone else is told what to install
apt() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
        fail "Falta instalar: $*. En Debian: sudo apt-get install -y $*" "Please install: $*"
    fi
    say "· instalando $* (apt)"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@"; } > build/apt.log 2>&1 \
        || { tail -n 5 build/apt.log; fail "apt-get no pudo instalar $*: build/apt.log" "apt-get failed"; }
}

find_python() {
    for python in python3 python3.13 python3.12 python3.11; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then return; fi
    done
    fail "Hace falta Python 3.11 o más nuevo; aquí hay: $(python3 --version 2>&1 || echo ninguno)." \
        "Python 3.11 or newer is needed."
}

find_node() {
    node -e "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)" 2> /dev/null && command -v npm > /dev/null \
        || fail "Hacen falta Node 20 o más nuevo y npm; aquí hay: $(node --version 2>&1 || echo ninguno)." \
            "Node 20 or newer and npm are needed (only to build; not to run)."
}

make_venv() {
    [ -x .venv/bin/pip ] && return
    "$python" -c 'import ensurepip, venv' 2> /dev/null || apt python3-venv
    say "· creando .venv con $("$python" --version)"
    rm -rf .venv "$stamps"
    "$python" -m venv .venv
}

# install NAME: the locked packages of requirements/NAME.txt, and `amate` itself, which runs from this folder
install() {
    if ! done_for "$1" "requirements/$1.txt" pyproject.toml; then
        say "· instalando paquetes de Python ($1)"
        .venv/bin/pip install -qq --disable-pip-version-check --require-hashes -r "requirements/$1.txt"
        .venv/bin/pip install -qq --disable-pip-version-check --no-deps -e .
        mark "$1" "requirements/$1.txt" pyproject.toml
    fi
    say "✓ paquetes de Python ($1)"
}

static_inputs() { find amate/web/static package-lock.json tools/vendor.py -type f | sort; }

build_static() {
    # shellcheck disable=SC2046  # none of our file names has spaces
    if ! done_for vendor package-lock.json tools/vendor.py; then
        find_node
        say "· instalando lo que usa el navegador (npm)"
        npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > /dev/null
        .venv/bin/python tools/vendor.py > /dev/null
        mark vendor package-lock.json tools/vendor.py
    fi
    if ! done_for static $(static_inputs); then
        say "· reuniendo archivos estáticos"
        AMATE_HOME=build/home .venv/bin/django-admin collectstatic --settings amate.config.settings \
            --noinput --clear -v 0
        mark static $(static_inputs)
    fi
    say "✓ archivos del navegador"
}

# What only the tests use: a browser, the README's curl, and a PostgreSQL of their own.
find_test_tools() {
    missing=
    command -v chromium > /dev/null || missing="$missing chromium"
    command -v curl > /dev/null || missing="$missing curl"
    ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || missing="$missing postgresql"
    # shellcheck disable=SC2086
    [ -z "$missing" ] || apt $missing
    say "✓ chromium, curl y PostgreSQL para las pruebas"
}

mkdir -p build
find_python
make_venv
if [ "${1:-}" = tests ]; then install dev; find_test_tools; else install base; fi
build_static
