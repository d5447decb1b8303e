#!/bin/sh
# boot.sh TREE PROGRAMS SCRIPT: boots a Debian tree with our programs and units in it, runs a script of Scripts/ there as
# root, prints what it says and ends with its code; a script that reboots is run again after that, on the same files. The
# tree stays as it is. Needs root and systemd-nspawn.
#
# Where there is no such tree, it is made: boot.sh TREE
set -eu
here=$(dirname "$(readlink -f "$0")")
tree=$1
packages=systemd,systemd-sysv,dbus,dbus-user-session,libpam-systemd,libsqlite3-0,git,procps,python3
# What containers without root need (runc is for hosts whose control groups are of version 1), and what an image is made
# of and fetched from.
packages=$packages,podman,crun,runc,uidmap,slirp4netns,fuse-overlayfs,busybox-static,docker-registry
if [ "$(cat "$tree/made" 2>/dev/null)" != "$packages" ]; then
    # Nothing is removed that was not made here, by this user.
    if [ -e "$tree" ] || [ -L "$tree" ]; then
        [ ! -L "$tree" ] && [ "$(stat -c %u "$tree")" = "$(id -u)" ] \
            || { echo "boot.sh: '$tree' is another user's, or a link: name another folder" >&2; exit 1; }
        [ -e "$tree/made" ] || [ -z "$(ls -A "$tree")" ] \
            || { echo "boot.sh: '$tree' was not made by boot.sh: name another folder" >&2; exit 1; }
    fi
    rm -rf "$tree"
    mmdebstrap --quiet --variant=minbase --include="$packages" \
        --customize-hook='chroot "$1" systemctl disable docker-registry.service' bookworm "$tree"
    echo "$packages" >"$tree/made"
fi
[ $# -gt 1 ] || exit 0
repository=$(dirname "$(dirname "$(dirname "$here")")")
stage=$(mktemp -d)
# What is written there lives in memory, as long as this script.
host=$(mktemp -d)
mount -t tmpfs -o mode=755 host "$host"
trap 'umount --recursive "$host"; rm -rf "$stage" "$host"' EXIT
mkdir "$host/new" "$host/work" "$host/root"
mount -t overlay -o "lowerdir=$tree,upperdir=$host/new,workdir=$host/work" host "$host/root"
cat >"$stage/test.service" <<UNIT
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c '/bin/sh -eu /stage/Scripts/$3 >>/stage/output 2>&1; exec systemctl exit \$\$?'
UNIT
cp -r "$here/Scripts" "$repository/Units" "$stage"
mkdir "$stage/wants"
ln -s /stage/test.service "$stage/wants/test.service"
if [ "$3" != user-mode.sh ]; then
    # These install the programs as users do.
    "$repository/Units/package/build.sh" --programs "$2" --quick "$stage"
    mv "$stage"/sweepd_*.deb "$stage/sweepd.deb"
    programs=
else
    programs=$(for name in sweepd sweepctl sweep-runner sweep-init; do echo "--bind-ro=$2/$name:/usr/bin/$name"; done)
fi
# What was not built for release needs the toolchain's libraries.
libraries=$(ldd "$2/sweepd" | sed -n 's,.* => \(.*\)/libswiftCore.so .*,--bind-ro=\1,p')
# shellcheck disable=SC2086
set -- --bind-ro="$stage/test.service:/etc/systemd/system/test.service" \
    --bind="$stage/wants:/etc/systemd/system/multi-user.target.wants" $programs $libraries
# What nspawn says of a host that wants to be booted again.
rebooted=133 code=133
while [ $code = $rebooted ]; do
    code=0
    timeout 300 systemd-nspawn --quiet --directory="$host/root" --boot --register=no --keep-unit --private-network \
        --system-call-filter="add_key keyctl bpf request_key" --bind="$stage:/stage" "$@" >>"$stage/console" 2>&1 || code=$?
done
cat "$stage/output" || cat "$stage/console"
exit $code
