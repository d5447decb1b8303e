#!/bin/sh
# suite.sh PROGRAMS: the tests of containers, as whoever calls it. The folder holds our programs and both test bundles.
set -eu
here=$(dirname "$(readlink -f "$0")")
SWEEPD_TEST_IMAGE=$("$here/image.sh" localhost/sweepd-test:1 python)
export SWEEPD_TEST_IMAGE SWEEPD_PROGRAMS="$1"
for part in "sweepdPackageTests SweepEnginesTests" "sweepd-system-testsPackageTests Containers"; do
    "$1/${part% *}.xctest" --testing-library swift-testing --filter "${part#* }"
done
