#!/bin/sh
# image.sh [NAME]: makes an image with Debian's Python and the packages in requirements.txt, without a registry, and
# prints its id last. The same packages give the same id.
#
# For root, and for an ordinary user for whom podman works. Packages come from where apt and pip are set up to look.
# Needs apt with its lists (apt-get update), python3-pip, podman.
set -eu
umask 022
name=${1:-localhost/sweepd-digits:1}
here=$(dirname "$(readlink -f "$0")")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
root=$scratch/root
packages=$scratch/packages
say() { echo "image.sh: $*" >&2; }

say "Debian's packages"
# What apt would install where nothing is installed yet.
mkdir -p "$packages/partial"
: >"$packages/status"
apt-get --quiet=2 --yes --no-install-recommends --download-only \
    -o Dir::State::status="$packages/status" -o Dir::Cache="$packages" -o Dir::Cache::archives="$packages" \
    -o Debug::NoLocking=true -o APT::Sandbox::User="$(id --user --name)" \
    install python3 coreutils dash libstdc++6 libgomp1 >&2
mkdir -p "$root/etc" "$root/root" "$root/tmp" "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64"
chmod 1777 "$root/tmp"
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$root/$folder"; done
for package in "$packages"/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar --extract --directory="$root" --keep-directory-symlink --no-same-owner \
        --exclude=./usr/share/man --exclude=./usr/share/locale
done
echo root:x:0:0:root:/root:/bin/sh >"$root/etc/passwd"
echo root:x:0: >"$root/etc/group"

say "PyPI's packages"
python=$(readlink "$root/usr/bin/python3")
libraries=/usr/local/lib/$python/dist-packages
# By Debian's own pip, whose interpreter's path the scripts of packages begin with.
PIP_ROOT_USER_ACTION=ignore /usr/bin/python3 -m pip install --quiet --disable-pip-version-check --no-compile --no-deps \
    --only-binary :all: --python-version "${python#python}" --target "$root$libraries" \
    --requirement "$here/requirements.txt" >&2
find "$root$libraries" "$root/usr/lib/$python" -type d -name tests -prune -exec rm -r {} +

say "bytecode"
# By the image's own Python, and by content: a run could not write it, and times are lost below. The limits are below
# anybody's own, which podman's may exceed.
podman run --rm --network none --ulimit nofile=1024:1024 --ulimit nproc=2048:2048 --rootfs "$root" \
    python3 -m compileall -q -j 0 --invalidation-mode unchecked-hash "$libraries" "/usr/lib/$python" >&2

say "the image $name"
tar --create --file="$scratch/image.tar" --directory="$root" --format=gnu --sort=name --mtime=@0 \
    --owner=0 --group=0 --numeric-owner .
# Its time is the image's.
touch --date=@0 "$scratch/image.tar"
podman import --quiet --change 'CMD ["python3"]' "$scratch/image.tar" "$name" >&2
podman image inspect --format '{{.Id}}' "$name"
