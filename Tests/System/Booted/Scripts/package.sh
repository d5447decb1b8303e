# The .deb on a fresh host: installed, asked, examined, reloaded, restarted, upgraded and purged, under a run that goes on.
. /stage/Scripts/common.sh

daemon() { systemctl show --value --property="$1" sweepd.service; }
running() { as ana sweepctl runs "$sweep" --json | grep -q '"state": *"running"'; }
another() { [ "$(daemon MainPID)" != "$1" ] && [ "$(daemon ActiveState)/$(daemon SubState)" = active/running ]; }
verdict() { as ana sweepctl doctor --json | python3 -c "
import json, sys
print(next((f['verdict'] for f in json.load(sys.stdin) if f['check'] == '$1'), 'none'))"; }

step "installed, it has a user, numbers for containers, and runs nothing"
dpkg --install /stage/sweepd.deb
getent passwd sweepd && getent group sweepd || fail "no user sweepd"
for file in /etc/subuid /etc/subgid; do grep -q '^sweepd:[0-9]*:65536$' $file || fail "$file has no numbers for sweepd"; done
[ "$(daemon ActiveState)" = inactive ] || fail "the daemon runs before anybody asked"

step "its units are sound, and expose little"
systemd-analyze verify --man=no /usr/lib/systemd/system/sweepd*.* /usr/lib/systemd/user/sweep*.*
systemd-analyze security --threshold=30 --no-pager sweepd.service >/dev/null || fail "sweepd.service exposes more than 3.0"

step "who is in the group may ask, and the first request starts the daemon"
systemctl enable --now sweepd.socket
user ana
refuses 5 "ana is not in the group 'sweepd'" as ana sweepctl status
usermod -aG sweepd ana
as ana sweepctl status
[ "$(daemon ActiveState)" = active ] || fail "the daemon does not run"
[ "$(stat -c %U:%G:%a /run/sweepd/sweepd.sock)" = sweepd:sweepd:660 ] || fail "the socket is anybody's"

step "the doctor sees what there is, and names what is missing"
as ana sweepctl doctor || true
for check in daemon systemd user-manager lingering runtime-folder podman newuidmap subordinate-ids; do
    [ "$(verdict $check)" = ok ] || fail "$check is $(verdict $check)"
done
loginctl disable-linger ana
[ "$(verdict lingering)" = warning ] || fail "nobody misses lingering"
loginctl enable-linger ana
eventually test -S "/run/user/$(id -u ana)/bus"

step "a run begins"
cat >/home/ana/work/gated.yaml <<'YAML'
command: [/bin/sh, -c, 'echo up; until test -e /home/ana/work/go; do sleep 0.05; done; exit 7']
method: grid
parameters: {x: {value: 1}}
YAML
chmod 711 /home/ana
sweep=$(as ana sweepctl submit gated.yaml --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["sweep"])')
eventually running
says "1 run executing" daemon StatusText

step "a reload takes the configuration in, or refuses it whole"
pid=$(daemon MainPID)
echo 'limits: {cpus: 1}' >/etc/sweepd/config.yaml
systemctl reload sweepd.service
eventually sh -c "journalctl --unit=sweepd.service --output=cat | grep -q 'read anew'"
echo 'limits: {cpus: none}' >/etc/sweepd/config.yaml
if systemctl reload sweepd.service 2>/dev/null; then fail "a faulty configuration was taken"; fi
eventually sh -c "journalctl --unit=sweepd.service --output=cat | grep -q 'config.yaml:1:16: error'"
[ "$(daemon MainPID)/$(daemon ActiveState)" = "$pid/active" ] || fail "the daemon did not survive a reload"
: >/etc/sweepd/config.yaml

step "restarted, killed and upgraded, it leaves the run alone"
systemctl restart sweepd.service
eventually running
pid=$(daemon MainPID)
kill -KILL "$pid"
eventually another "$pid"
pid=$(daemon MainPID)
dpkg-deb --raw-extract /stage/sweepd.deb /tmp/next
sed -i 's/^Version: .*/&+next/' /tmp/next/DEBIAN/control
dpkg-deb --root-owner-group -Znone --build /tmp/next /tmp/next.deb >/dev/null
dpkg --install --force-confold /tmp/next.deb
eventually another "$pid"
running || fail "the run does not run any more"

step "the run ends, and its status has been earned"
touch /home/ana/work/go
refuses 1 "" as ana sweepctl wait "$sweep" --timeout 60s
says '"exit_code":7' as ana sweepctl runs "$sweep" --json

step "purged, nothing runs, and the results are still there"
says "still in /var/lib/sweepd" dpkg --purge sweepd
[ -e /var/lib/sweepd/sweepd.db ] || fail "the results are gone"
if [ -e /usr/bin/sweepd ] || [ -e /run/sweepd/sweepd.sock ] || [ -e /etc/sweepd ]; then fail "something was left"; fi
