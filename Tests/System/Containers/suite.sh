#!/bin/sh
# suite.sh PROGRAMS: the tests of containers, as whoever calls it. The folder holds our programs and both test bundles.
# Engine `docker` is docker's own client, where there is one, and podman's service as its daemon.
set -eu
# Where docker's client is where it is not Debian's.
PATH=$PATH:/usr/local/bin
here=$(dirname "$(readlink -f "$0")")
SWEEPD_TEST_IMAGE=$("$here/image.sh" localhost/sweepd-test:1 python)
export SWEEPD_TEST_IMAGE SWEEPD_PROGRAMS="$1"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if command -v docker >/dev/null; then
    # Where memory runs out, conmon writes a file into the current folder.
    (cd "$folder" && exec podman system service --time 0 "unix://$folder/docker.sock" 2>"$folder/words") &
    service=$!
    trap 'kill "$service"; rm -rf "$folder"' EXIT
    export DOCKER_HOST="unix://$folder/docker.sock"
    until docker version >/dev/null 2>&1; do
        kill -0 "$service"
        sleep 0.2
    done
fi
# One test at a time: podman looks at all images for what it does with one, and fails on those that others remove then.
for part in "sweepdPackageTests SweepEnginesTests" "sweepd-system-testsPackageTests Containers"; do
    "$1/${part% *}.xctest" --testing-library swift-testing --no-parallel --filter "${part#* }"
done
