# What timers do once a day for the host's sweepd: copies of the queue, and clean-up by the sweeps' own retention.
. /stage/Scripts/common.sh

step "the package, its timers, and a user of its group"
dpkg --install /stage/sweepd.deb
systemctl enable --now sweepd.socket sweepd-gc.timer sweepd-backup.timer
for timer in gc backup; do says "sweepd-$timer.timer" systemctl list-timers --no-pager "sweepd-$timer.timer"; done
useradd --create-home --shell /bin/sh --groups sweepd ana
loginctl enable-linger ana
as ana mkdir work
eventually test -S "/run/user/$(id -u ana)/bus"

step "a run fails whose folder is not to be kept"
cat >/home/ana/work/failing.yaml <<'YAML'
command: [/bin/sh, -c, 'echo kept >file; exit 7']
method: grid
retention: {failed: 1s}
parameters: {x: {value: 1}}
YAML
sweep=$(as ana sweepctl submit failing.yaml --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["sweep"])')
refuses 1 "" as ana sweepctl wait "$sweep" --timeout 60s
folder=$(as ana sweepctl show "$sweep/1" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["run_dir"])')
[ -d "$folder" ] || fail "there is no '$folder'"

step "the clean-up removes it, from its owner's files"
# Its second may not be over; systemd does not start a unit that often.
cleaned() { systemctl reset-failed sweepd-gc.service && systemctl start sweepd-gc.service && [ ! -e "$folder" ]; }
eventually cleaned
journalctl --unit=sweepd-gc.service --output=cat --no-pager | tail -3

step "the copy of the queue is whole, has the sweep, and is nobody's but root's"
systemctl start sweepd-backup.service
copy=/var/lib/sweepd/backup/$(date +%u).db
python3 - "$copy" "$sweep" <<'PYTHON'
import sqlite3, sys
copy = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
assert sys.argv[2] in "\n".join(copy.iterdump()), "the sweep is not in it"
PYTHON
stat -c '%n: %U:%G %a' "$copy"
case $(stat -c %a "$copy") in ?00) ;; *) fail "others may read the copy" ;; esac
systemctl start sweepd-backup.service
[ "$(ls /var/lib/sweepd/backup)" = "${copy##*/}" ] || fail "something is left: $(ls /var/lib/sweepd/backup)"

step "and so for users' own"
systemctl disable --now sweepd.socket
systemctl stop sweepd.service
as ana systemctl --user enable --now sweepd.socket sweepd-gc.timer sweepd-backup.timer
for name in gc backup; do
    says "sweepd-$name.timer" as ana systemctl --user list-timers --no-pager "sweepd-$name.timer"
    as ana systemctl --user start "sweepd-$name.service"
done
copy=/home/ana/.local/state/sweepd/backup/$(uname -n)/$(date +%u).db
[ "$(stat -c %U:%a "$copy")" = ana:600 ] || fail "there is no copy of hers"
