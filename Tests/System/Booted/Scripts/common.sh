# What the scripts have in common: users, and checks that say what they saw.

# user NAME: makes one who lingers.
user() {
    useradd --create-home --shell /bin/sh "$1"
    loginctl enable-linger "$1"
    as "$1" mkdir work
    eventually test -S "/run/user/$(id -u "$1")/bus"
}

# as USER COMMAND…: what she would type in ~/work after logging in.
as() {
    name=$1
    shift
    home=$(getent passwd "$name" | cut -d: -f6)
    folder=$home/work
    [ -d "$folder" ] || folder=$home
    runuser -u "$name" -- env -C "$folder" -i PATH=/usr/bin:/bin HOME="$home" USER="$name" LANG=C.UTF-8 \
        XDG_RUNTIME_DIR="/run/user/$(id -u "$name")" "$@"
}

# eventually COMMAND…: waits until it succeeds.
eventually() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ $tries -lt 300 ] || fail "never true: $*"
        sleep 0.1
    done
}

# says WORDS COMMAND…: it must succeed, and its output hold the words.
says() {
    words=$1
    shift
    output=$("$@" 2>&1) || fail "$* failed: $output"
    case $output in *"$words"*) ;; *) fail "$* lacks '$words': $output" ;; esac
}

# refuses CODE WORDS COMMAND…: it must end with that code and say the words.
refuses() {
    wanted=$1 words=$2 code=0
    shift 2
    output=$("$@" 2>&1) || code=$?
    [ $code = "$wanted" ] || fail "$* ended with $code, not $wanted: $output"
    case $output in *"$words"*) ;; *) fail "$* lacks '$words': $output" ;; esac
}

step() { echo "==> $*"; }

fail() {
    echo "FAILED: $*"
    journalctl --no-pager --lines=60 || true
    exit 1
}
