#!/bin/sh
# Puts in place what the tests need besides Python: npm's packages for telegram-test-api, a
# Chromium, the age program, GNU gettext and PostgreSQL. Quiet when all is there; otherwise installs
# it, or says what to install and ends with status 1. Without PostgreSQL its tests are skipped.
set -eu

tests=$(dirname "$0")
node_folder="$tests/telegram_test_api"
oldest_node=18
updated=no

main() {
    prepare_node_packages
    found_chromium || prepare_from_debian chromium "a Chromium (or point LOTSE_CHROMIUM at one)"
    found age || prepare_from_debian age "the age program"
    found msgfmt || prepare_from_debian gettext "GNU gettext (msgfmt)"
    found_postgresql || ! may_install || prepare_from_debian postgresql "PostgreSQL (initdb)"
}

found() {
    command -v "$1" >/dev/null 2>&1
}

found_chromium() {
    if [ -n "${LOTSE_CHROMIUM:-}" ]; then
        [ -x "$LOTSE_CHROMIUM" ] || give_up "LOTSE_CHROMIUM is no program: $LOTSE_CHROMIUM"
        return 0
    fi
    found chromium || found chromium-browser || found google-chrome
}

# Debian keeps initdb out of the path.
found_postgresql() {
    found initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

give_up() {
    echo "tests/prepare.sh: $1" >&2
    exit 1
}

prepare_node_packages() {
    wanted=$(cksum <"$node_folder/package-lock.json")
    stamp="$node_folder/node_modules/.installed-lock"
    if ! found node || ! found npm; then
        give_up "the tests need Node.js $oldest_node or newer with npm; on Debian: apt-get install nodejs npm"
    fi
    if [ "$(node -p 'process.versions.node.split(".")[0]')" -lt "$oldest_node" ]; then
        give_up "the tests need Node.js $oldest_node or newer, this is $(node --version)"
    fi
    if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$wanted" ]; then
        echo "tests/prepare.sh: installing npm's packages for telegram-test-api"
        npm ci --prefix "$node_folder" --no-audit --no-fund --loglevel=error >&2 ||
            give_up "npm ci failed, see above"
        printf '%s\n' "$wanted" >"$stamp"
    fi
}

# $1: Debian's package, $2: what it is in words
prepare_from_debian() {
    if ! may_install; then
        give_up "the tests need $2; on Debian: apt-get install $1"
    fi
    echo "tests/prepare.sh: installing Debian's package $1"
    if [ "$updated" = no ]; then
        apt-get update -qq >&2 || give_up "apt-get update failed, see above"
        updated=yes
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" \
        >/dev/null || give_up "could not install Debian's package $1, see above"
}

may_install() {
    [ "$(id -u)" -eq 0 ] && is_debian
}

# Not its descendants: in Ubuntu, for one, the package chromium only stands for a snap.
is_debian() {
    found apt-get && grep -qx 'ID=debian' /etc/os-release 2>/dev/null
}

main
