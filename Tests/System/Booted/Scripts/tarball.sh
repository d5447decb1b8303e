# The tarball's installer, for hosts without dpkg: installed, used, installed again under a live run, removed.
. /stage/Scripts/common.sh

running() { as ana sweepctl runs "$sweep" --json | grep -q '"state": *"running"'; }

step "a folder as the tarball has it"
mkdir -p /tmp/sweepd/tree /tmp/sweepd/scripts
dpkg-deb --extract /stage/sweepd.deb /tmp/sweepd/tree
dpkg-deb --control /stage/sweepd.deb /tmp/control
cp /tmp/control/postinst /tmp/control/prerm /tmp/control/postrm /tmp/sweepd/scripts
cp /stage/Units/package/install.sh /tmp/sweepd

step "installed by hand, whatever root's umask is, it works as the package does"
(umask 077 && sh /tmp/sweepd/install.sh)
getent passwd sweepd >/dev/null || fail "no user sweepd"
systemctl enable --now sweepd.socket
user ana
usermod -aG sweepd ana
systemctl restart "user@$(id -u ana).service"
cat >/home/ana/work/gated.yaml <<'YAML'
command: [/bin/sh, -c, 'echo up; until test -e $HOME/go; do sleep 0.05; done; exit 7']
method: grid
parameters: {x: {value: 1}}
YAML
sweep=$(as ana sweepctl submit gated.yaml --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["sweep"])')
eventually running

step "installed again over itself, it leaves the run and the configuration alone"
echo 'limits: {cpus: 1}' >/etc/sweepd/config.yaml
pid=$(systemctl show --value --property=MainPID sweepd.service)
sh /tmp/sweepd/install.sh
eventually sh -c "[ \$(systemctl show --value --property=MainPID sweepd.service) != $pid ]"
eventually running
[ "$(cat /etc/sweepd/config.yaml)" = 'limits: {cpus: 1}' ] || fail "the configuration is another"
touch /home/ana/go
refuses 1 "" as ana sweepctl wait "$sweep" --timeout 60s
says '"exit_code":7' as ana sweepctl runs "$sweep" --json

step "removed, its programs are gone, and configuration and results stay"
sh /tmp/sweepd/install.sh --remove
if [ -e /usr/bin/sweepd ] || [ -e /usr/lib/sweepd ] || [ -e /run/sweepd/sweepd.sock ]; then fail "something was left"; fi
[ -e /etc/sweepd/config.yaml ] && [ -e /var/lib/sweepd/sweepd.db ] || fail "too much is gone"
