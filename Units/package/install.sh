#!/bin/sh
# install.sh [--remove]: installs sweepd from this folder on any Linux with systemd 252 or later, or removes it again.
# Needs root, glibc 2.36, SQLite 3 and libsystemd. What a package would declare, 'sweepctl doctor' looks for.
set -eu
umask 022
here=$(dirname "$(readlink -f "$0")")
[ "$(id -u)" = 0 ] || { echo "install.sh: must be root" >&2; exit 1; }
files() { (cd "$here/tree" && find . -type f -o -type l) | sed 's/^\.//'; }
if [ "${1:-}" = --remove ]; then
    sh "$here/scripts/prerm" remove
    # Configuration stays, as results do.
    files | grep -v '^/etc/' | while read -r file; do rm -f "$file"; done
    rmdir /usr/lib/sweepd 2>/dev/null || true
    sh "$here/scripts/postrm" remove
    exit 0
fi
old=
if [ -x /usr/lib/sweepd/sweepd ]; then old=$(/usr/lib/sweepd/sweepd --version) || old=unknown; fi
files | while read -r file; do
    # A configuration that somebody has changed is his.
    case $file in /etc/*) if [ -e "$file" ]; then continue; fi ;; esac
    mkdir -p "$(dirname "$file")"
    # A program that runs cannot be written, but another one can take its name.
    cp -a --no-preserve=ownership "$here/tree$file" "$file.new"
    mv -f "$file.new" "$file"
done
sh "$here/scripts/postinst" configure "$old"
