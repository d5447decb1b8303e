# The host's daemon is restarted under 50 runs: none of them notices, and nobody who asks is refused.
. /stage/Scripts/common.sh

runs=50
live() { as ana systemctl --user list-units --plain --no-legend --state=running 'sweep-*-*-*.service' | wc -l; }
all_live() { [ "$(live)" = $runs ]; }
# Runners and programs, by number and time of start.
processes() {
    for pid in $(as ana systemctl --user show --value --property=MainPID 'sweep-*-*-*.service'); do
        ps --no-headers -o pid=,lstart= -p "$pid"
        ps --no-headers -o pid=,lstart= --ppid "$pid"
    done | sort
}
settled() { [ "$(processes | wc -l)" = $((2 * runs)) ]; }

# restart_under_load WHAT: three restarts while clients ask without a pause, and what those saw.
restart_under_load() {
    rm -f /tmp/enough
    as ana python3 /tmp/clients.py /tmp/enough >/tmp/seen &
    clients=$!
    eventually as ana sweepctl status
    for _ in 1 2 3; do
        pid=$(systemctl show --value --property=MainPID sweepd.service)
        began=$(date +%s%N)
        systemctl restart sweepd.service
        echo "$1: restarted in $((($(date +%s%N) - began) / 1000000)) ms"
        as ana sweepctl status >/dev/null
        [ "$(systemctl show --value --property=MainPID sweepd.service)" != "$pid" ] || fail "it was not restarted"
    done
    touch /tmp/enough
    wait $clients || fail "the clients failed"
    echo "$1: $(cat /tmp/seen)"
    grep -q '; 0 failed' /tmp/seen || fail "a client was refused"
}

step "the package, and a user of its group"
dpkg --install /stage/sweepd.deb
install -m 644 /stage/Scripts/clients.py /tmp
echo "limits: {slots: $((runs + 10))}" >/etc/sweepd/config.yaml
systemctl enable --now sweepd.socket
useradd --create-home --shell /bin/sh --groups sweepd ana
loginctl enable-linger ana
as ana mkdir work
eventually test -S "/run/user/$(id -u ana)/bus"

step "a daemon that has nothing to do is restarted"
as ana sweepctl status
restart_under_load "without runs"

step "$runs runs begin, each a unit"
cat >/home/ana/work/waiting.yaml <<YAML
command: [/bin/sleep, infinity]
method: grid
parameters: {x: {min: 1, max: $runs}}
stop_grace: 1s
YAML
sweep=$(as ana sweepctl submit waiting.yaml --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["sweep"])')
eventually all_live
eventually settled
processes >/tmp/before

step "the daemon is restarted under them"
restart_under_load "with $runs runs"
processes >/tmp/after
if journalctl --unit=sweepd.service --output=cat --no-pager | grep 'timed out'; then fail "it did not stop by itself"; fi
echo "runs: $(as ana sweepctl runs "$sweep" --json | grep -o '"state": *"running"' | wc -l) running, \
$(comm -12 /tmp/before /tmp/after | wc -l) of $((2 * runs)) processes the same"
cmp /tmp/before /tmp/after || fail "a run was disturbed"
[ "$(as ana sweepctl runs "$sweep" --json | grep -o '"attempts": *1\b' | wc -l)" = $runs ] || fail "a run was executed again"

step "they end when that is wanted"
as ana sweepctl cancel "$sweep"
none_live() { [ "$(live)" = 0 ]; }
eventually none_live
