# One user's own sweepd: started by its socket, watched, stopped and killed while a run goes on.
. /stage/Scripts/common.sh

step "a user, and the units"
cp /stage/Units/user/* /usr/lib/systemd/user/
user ana
cat >/home/ana/work/gated.yaml <<'YAML'
command: [/bin/sh, -c, 'echo up; until test -e $HOME/go; do sleep 0.05; done; exit 7']
method: grid
resources: {cpus: 1, memory: 256MiB}
parameters: {x: {value: 1}}
YAML
daemon() { as ana systemctl --user show --value --property="$1" sweepd.service; }
# Whether another daemon than the one given is ready.
another() { [ "$(daemon MainPID)" != "$1" ] && [ "$(daemon ActiveState)/$(daemon SubState)" = active/running ]; }
no_unit() { [ -z "$(as ana systemctl --user list-units --all --plain --no-legend 'sweep-*')" ]; }
said() { as ana sweepctl logs "$sweep/1" | grep -q "$1"; }
running() { as ana sweepctl runs "$sweep" --json | grep -q '"state": *"running"'; }

step "the first request starts the daemon"
as ana systemctl --user enable --now sweepd.socket
[ "$(daemon ActiveState)" = inactive ] || fail "the daemon runs before anybody asked"
as ana sweepctl status
[ "$(daemon ActiveState)" = active ] || fail "the daemon does not run"

step "its state is said in words, and what it did is in the journal"
sweep=$(as ana sweepctl submit gated.yaml --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["sweep"])')
eventually running
says "1 run executing, 0 waiting; 1 sweep not ended" daemon StatusText
eventually sh -c "journalctl SWEEP_ID=$sweep --output=cat | grep -q submitted"

step "without lingering, submit says what becomes of her runs at logout"
mv /var/lib/systemd/linger/ana /tmp/linger
says "your runs end at your last logout" as ana sweepctl submit gated.yaml --hold
mv /tmp/linger /var/lib/systemd/linger/ana

step "the run is a unit of its own, named after its attempt"
unit=sweep-$sweep-1-1.service
of_run() { as ana systemctl --user show --value --property="$1" "$unit"; }
[ "$(of_run ActiveState)/$(of_run Slice)" = active/sweepd.slice ] || fail "no unit $unit: $(as ana systemctl --user)"
says sweepd.service of_run Before
says "echo up" ps --no-headers -o args --ppid "$(of_run MainPID)"

step "what it asks for is its unit's limit"
for limit in MemoryMax=268435456 MemorySwapMax=0 CPUQuotaPerSecUSec=1s TasksMax=4096; do
    [ "$(of_run "${limit%=*}")" = "${limit#*=}" ] || fail "${limit%=*} is $(of_run "${limit%=*}")"
done
controllers=$(cat "/sys/fs/cgroup/user.slice/user-$(id -u ana).slice/user@$(id -u ana).service/cgroup.controllers" || true)
echo "controllers of ana's manager: ${controllers:-none}"

step "systemd's own upgrades do not disturb it"
pid=$(daemon MainPID)
as ana systemctl --user daemon-reload
as ana systemctl --user daemon-reexec
systemctl daemon-reexec
[ "$(daemon MainPID)" = "$pid" ] || fail "the daemon was restarted"
running || fail "the run does not run"

step "killed, it is started again and adopts its run"
kill -KILL "$pid"
eventually another "$pid"
eventually running

step "one that hangs is restarted, too"
mkdir -p /home/ana/.config/systemd/user/sweepd.service.d
printf '[Service]\nWatchdogSec=1\nTimeoutAbortSec=1\n' >/home/ana/.config/systemd/user/sweepd.service.d/fast.conf
as ana systemctl --user daemon-reload
as ana systemctl --user restart sweepd.service
pid=$(daemon MainPID)
sleep 3
[ "$(daemon MainPID)" = "$pid" ] || fail "the watchdog took a healthy daemon for one that hangs"
kill -STOP "$pid"
eventually another "$pid"
eventually running

step "stopped, it leaves the run alone; the next request starts it again"
as ana systemctl --user stop sweepd.service
[ "$(daemon ActiveState)" = inactive ] || fail "the daemon does not stop"
eventually running

step "nobody is refused while it is restarted"
(
    for _ in $(seq 40); do as ana sweepctl status >/dev/null || exit 1; done
) &
clients=$!
for _ in 1 2 3; do as ana systemctl --user restart sweepd.service; done
wait $clients || fail "a client was refused"

step "the run ends, and its status has been earned"
touch /home/ana/go
refuses 1 "" as ana sweepctl wait "$sweep" --timeout 60s
says '"exit_code":7' as ana sweepctl runs "$sweep" --json
eventually no_unit

step "a unit stopped by hand is a run that was stopped, by its stop sequence"
cat >/home/ana/work/waiting.yaml <<'YAML'
command: [/bin/sh, -c, 'trap "echo told; exit 9" INT; echo up; while :; do sleep 0.05; done']
method: grid
parameters: {x: {value: 1}}
YAML
sweep=$(as ana sweepctl submit waiting.yaml --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["sweep"])')
eventually said up
as ana systemctl --user stop "sweep-$sweep-1-1.service"
refuses 1 "" as ana sweepctl wait "$sweep" --timeout 60s
says told as ana sweepctl logs "$sweep/1"

# This needs a host of cgroup v2.
case " $controllers " in *" memory "*)
    step "what takes more memory than it asked for is told as such"
    cat >/home/ana/work/greedy.yaml <<'YAML'
command: [/usr/bin/python3, -c, 'x = bytearray(200 << 20)']
method: grid
resources: {cpus: 1, memory: 64MiB}
parameters: {x: {value: 1}}
YAML
    sweep=$(as ana sweepctl submit greedy.yaml --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["sweep"])')
    refuses 1 "" as ana sweepctl wait "$sweep" --timeout 60s
    says '"reason":"oom"' as ana sweepctl runs "$sweep" --json
    ;;
esac

step "starts as units"
cat >/home/ana/work/many.yaml <<'YAML'
command: [/bin/true]
method: grid
parameters: {x: {min: 1, max: 400}}
YAML
began=$(date +%s%N)
as ana sweepctl submit many.yaml --wait >/dev/null
echo "$((400 * 1000000000 / ($(date +%s%N) - began))) a second"
