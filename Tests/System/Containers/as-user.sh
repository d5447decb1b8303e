#!/bin/sh
# as-user.sh NAME COMMAND…: runs a command as an ordinary user of this machine who can start containers, with nothing of
# the caller's environment. Makes the user where there is none; needs root.
set -eu
name=$1
shift
id "$name" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "$name"
# A home of this call's own: podman refuses a storage that was once made with another driver, and two calls never share
# images or settings.
home=$(mktemp -d -p "$(getent passwd "$name" | cut -d: -f6)")
runtime=$(mktemp -d)
trap 'rm -rf "$home" "$runtime"' EXIT
# Without a booted systemd there is neither a manager that makes control groups nor a journal.
mkdir -p "$home/.config/containers"
cat >"$home/.config/containers/containers.conf" <<'CONFIGURATION'
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"
CONFIGURATION
# The kernel's own overlays need no device; without them every container would be a copy of its image.
cat >"$home/.config/containers/storage.conf" <<'CONFIGURATION'
[storage]
driver = "overlay"
CONFIGURATION
chown -R "$name:" "$home" "$runtime"
cd "$home"
setpriv --reuid="$name" --regid="$name" --init-groups env -i \
    PATH=/usr/bin:/bin HOME="$home" USER="$name" LANG=C.UTF-8 XDG_RUNTIME_DIR="$runtime" "$@"
