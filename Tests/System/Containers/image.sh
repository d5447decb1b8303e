#!/bin/sh
# image.sh NAME: makes a small image for tests from Debian's busybox-static, without a registry, and prints its id.
# With python: image.sh NAME python adds the host's Python and its libraries.
set -eu
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
mkdir -p "$root/bin" "$root/usr/bin" "$root/etc" "$root/tmp"
chmod 1777 "$root/tmp"
cp /bin/busybox "$root/bin/busybox"
for applet in $("$root/bin/busybox" --list); do
    [ "$applet" = busybox ] || ln -s /bin/busybox "$root/bin/$applet"
    ln -s /bin/busybox "$root/usr/bin/$applet"
done
if [ "${2:-}" = python ]; then
    python=$(readlink -f /usr/bin/python3)
    cp "$python" "$root/usr/bin/python3"
    ldd "$python" | grep -o '/[^ ]*' | xargs -I{} cp --parents -L {} "$root"
    library=/usr/lib/$(basename "$python")
    mkdir -p "$root$library"
    tar -C "$library" --exclude=__pycache__ --exclude=test --exclude=dist-packages -c . | tar -C "$root$library" -x
fi
tar -C "$root" --owner=0 --group=0 -c . \
    | podman import --quiet --change 'ENV IMAGE_SAYS=yes' --change 'ENTRYPOINT ["/bin/false"]' - "$1" >&2
podman image inspect --format '{{.Id}}' "$1"
