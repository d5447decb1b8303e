#!/bin/sh
# prepare.sh: makes the three images, lets the first write the configurations to envs/ and the second the data set to
# data/. Needs podman, and what Sweeps/digits/image.sh needs where that image is not there yet.
set -eu
umask 022
cd "$(dirname "$(readlink -f "$0")")"

podman image exists localhost/sweepd-digits:1 || ../digits/image.sh >&2
for part in parameters data model; do
    podman build --quiet --pull=never --timestamp 0 --tag "localhost/sweepd-$part:1" "images/$part"
done

# fill IMAGE FOLDER: by way of another folder, so that a failure leaves nothing half done.
fill() {
    rm -rf "$2" "$2.new"
    mkdir "$2.new"
    # The limits are below anybody's own, which podman's may exceed.
    podman run --rm --network none --ulimit nofile=1024:1024 --ulimit nproc=2048:2048 --volume "$PWD/$2.new:/out" "$1"
    mv "$2.new" "$2"
}
fill localhost/sweepd-parameters:1 envs
fill localhost/sweepd-data:1 data
