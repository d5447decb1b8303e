#!/bin/bash
# build.sh [--programs DIR] [--version VERSION] [--quick] [OUT]: makes OUT/sweepd_VERSION_ARCH.deb and OUT/sweepd-VERSION-ARCH.tar.gz
# (OUT: a folder, by default .build/package).
#
# The programs are built for release, with Swift's library in themselves, unless DIR has some already. A man page comes
# along where 'swift package generate-manual' has made it. --quick compresses little, and makes no tarball. Needs dpkg-dev.
set -euo pipefail
repository=$(dirname "$(dirname "$(dirname "$(readlink -f "$0")")")")
parts=$repository/Units/package
programs= version= quick= out=$repository/.build/package
while [ $# -gt 0 ]; do
    case $1 in
    --programs) programs=$(readlink -f "$2"); shift 2 ;;
    --version) version=$2; shift 2 ;;
    --quick) quick=1; shift ;;
    *) out=$1; shift ;;
    esac
done
if [ -z "$programs" ]; then
    swift build -c release --package-path "$repository"
    programs=$(swift build -c release --package-path "$repository" --show-bin-path)
    swift package --package-path "$repository" generate-manual --configuration debug
fi
: "${version:=$(sed -n 's/.*text = "\(.*\)"/\1/p' "$repository/Sources/SweepModel/Values/Version.swift")}"
architecture=$(dpkg --print-architecture)
# The same input makes the same packages.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$repository" log -1 --format=%ct)}
umask 022
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
tree=$stage/deb

install_programs() {
    install -d "$tree/usr/lib/sweepd" "$tree/usr/bin"
    for name in sweepd sweepctl sweep-runner sweep-init; do
        install -m 755 "$programs/$name" "$tree/usr/lib/sweepd"
        strip --strip-unneeded "$tree/usr/lib/sweepd/$name"
    done
    # They find each other in the folder of the file, whatever it is called by.
    ln -s ../lib/sweepd/sweepd ../lib/sweepd/sweepctl "$tree/usr/bin"
}

install_units() {
    install -d "$tree"/usr/lib/{systemd/{system,user},sysusers.d,tmpfiles.d} "$tree/etc/sweepd"
    install -m 644 "$repository"/Units/system/* "$tree/usr/lib/systemd/system"
    install -m 644 "$repository"/Units/user/* "$tree/usr/lib/systemd/user"
    install -m 644 "$repository/Units/sysusers.d/sweepd.conf" "$tree/usr/lib/sysusers.d"
    install -m 644 "$repository/Units/tmpfiles.d/sweepd.conf" "$tree/usr/lib/tmpfiles.d"
    install -m 644 "$repository/Units/config.yaml" "$tree/etc/sweepd"
}

install_words() {
    local share=$tree/usr/share name page
    install -d "$share"/{doc/sweepd,lintian/overrides,man/man1,bash-completion/completions} \
        "$share"/{zsh/vendor-completions,fish/vendor_completions.d}
    "$programs/sweepctl" --generate-completion-script bash | sed 1d >"$share/bash-completion/completions/sweepctl"
    "$programs/sweepctl" --generate-completion-script zsh >"$share/zsh/vendor-completions/_sweepctl"
    "$programs/sweepctl" --generate-completion-script fish >"$share/fish/vendor_completions.d/sweepctl.fish"
    install -m 644 "$parts/debian/copyright" "$share/doc/sweepd"
    install -m 644 "$parts/debian/lintian-overrides" "$share/lintian/overrides/sweepd"
    printf 'sweepd (%s) unstable; urgency=medium\n\n  * See the history of the repository.\n\n -- %s  %s\n' "$version" \
        'sweepd developers <sweepd@localhost.localdomain>' "$(date -uRd "@$SOURCE_DATE_EPOCH")" \
        | gzip -9n >"$share/doc/sweepd/changelog.gz"
    for name in sweepctl sweepd; do
        page=$(find "$repository/.build/plugins" -name "$name.1" 2>/dev/null | head -n 1 || true)
        if [ -n "$page" ]; then sed "/^$/d" "$page" | gzip -9n >"$share/man/man1/$name.1.gz"; fi
    done
    find "$share" -type d -empty -delete
}

# The packages of the libraries that the programs need, as dpkg-shlibdeps knows them.
depends() {
    mkdir -p "$stage/source/debian"
    printf 'Source: sweepd\n\nPackage: sweepd\nArchitecture: any\n' >"$stage/source/debian/control"
    (cd "$stage/source" && dpkg-shlibdeps -O --ignore-missing-info "$tree"/usr/lib/sweepd/{sweepd,sweepctl,sweep-runner} \
        2>"$stage/shlibdeps") | sed -n 's/^shlibs:Depends=//p'
}

make_deb() {
    local needed size
    needed=$(depends)
    [ -n "$needed" ] || { cat "$stage/shlibdeps" >&2; exit 1; }
    size=$(du -sk --apparent-size "$tree" | cut -f1)
    install -d "$tree/DEBIAN"
    sed -e "s/@VERSION@/$version/; s/@ARCHITECTURE@/$architecture/; s/@SIZE@/$size/; s/@DEPENDS@/$needed/" \
        "$parts/debian/control" >"$tree/DEBIAN/control"
    install -m 755 "$parts"/debian/{postinst,prerm,postrm} "$tree/DEBIAN"
    echo /etc/sweepd/config.yaml >"$tree/DEBIAN/conffiles"
    (cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
    dpkg-deb --root-owner-group $([ -n "$quick" ] && echo -Zgzip -z1 || echo -Zxz) --build "$tree" "$out/sweepd_${version}_$architecture.deb"
}

make_tarball() {
    local folder=$stage/sweepd-$version-$(uname -m)
    install -d "$folder/scripts"
    cp -a "$tree" "$folder/tree"
    rm -rf "$folder/tree"/{DEBIAN,usr/share/lintian}
    install -m 755 "$parts"/debian/{postinst,prerm,postrm} "$folder/scripts"
    install -m 755 "$parts/install.sh" "$folder"
    tar --owner=0 --group=0 --numeric-owner --sort=name --mtime="@$SOURCE_DATE_EPOCH" -C "$stage" \
        -cf - "$(basename "$folder")" | gzip -9n >"$out/$(basename "$folder").tar.gz"
    echo "$out/$(basename "$folder").tar.gz"
}

mkdir -p "$out"
install_programs
install_units
install_words
make_deb
[ -n "$quick" ] || make_tarball
