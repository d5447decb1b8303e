# A lab's host: two users and an administrator on the system's sweepd, each run with its owner's rights and nobody else's.
. /stage/Scripts/common.sh

json() { python3 -c "import json, sys; print(json.load(sys.stdin)$1)"; }
submit() { as "$1" sweepctl submit "$2" --json | json '["sweep"]'; }
state() { as "$1" sweepctl runs "$2" --json | json '[0]["state"]'; }
is() { [ "$(state "$1" "$2")" = "$3" ]; }
unit() { as "$1" systemctl --user show --value --property="$3" "sweep-$2-1-1.service"; }

step "the package, two users of its group, and an administrator"
dpkg --install /stage/sweepd.deb
groupadd keepers
echo 'administrators: ["@keepers"]' >/etc/sweepd/config.yaml
systemctl enable --now sweepd.socket
for name in ana bob eve; do user "$name"; done
usermod -aG sweepd ana && usermod -aG sweepd bob && usermod -aG sweepd,keepers eve
cat >/home/bob/work/quick.yaml <<'YAML'
command: [/bin/true]
method: grid
parameters: {x: {value: 1}}
YAML
refuses 5 "your systemd manager has run since before" as bob sweepctl submit quick.yaml
for name in ana bob; do
    systemctl restart "user@$(id -u $name).service"
    eventually test -S "/run/user/$(id -u $name)/bus"
done

step "a run has its owner's rights: her process, her unit, her files"
cat >/home/ana/work/gated.yaml <<'YAML'
command: [/bin/sh, -c, 'id -un; until test -e /home/ana/work/go; do sleep 0.05; done; echo done']
method: grid
parameters: {x: {value: 1}}
YAML
cp /home/ana/work/gated.yaml /home/bob/work/gated.yaml
sed -i 's,/home/ana,/home/bob,' /home/bob/work/gated.yaml
hers=$(submit ana gated.yaml)
his=$(submit bob gated.yaml)
eventually is ana "$hers" running
eventually is bob "$his" running
[ "$(unit ana "$hers" ActiveState)" = active ] || fail "ana's run is no unit of hers"
[ "$(ps -o user= -p "$(unit bob "$his" MainPID)")" = bob ] || fail "bob's run is not bob's"
folder=$(as ana sweepctl show "$hers/1" --json | json '["run_dir"]')
[ "$(stat -c %U "$folder")" = ana ] || fail "'$folder' is not ana's"
if as bob ls "$folder" 2>/dev/null; then fail "bob may look into ana's run"; fi

step "others do not even know of it, and administrators do"
refuses 3 "cannot find sweep" as bob sweepctl status "$hers"
refuses 3 "cannot find sweep" as bob sweepctl cancel "$hers"
refuses 3 "cannot find sweep" as bob sweepctl status no-such-sweep
says "$hers" as eve sweepctl sweeps
refuses 5 "only administrators" as bob sweepctl gc

step "without her agent a run goes on, and nothing of it is lost"
as ana systemctl --user kill --kill-whom=main --signal=KILL sweep-agent.service
systemctl restart sweepd.socket sweepd.service
eventually is ana "$hers" running
touch /home/ana/work/go /home/bob/work/go
as ana sweepctl wait "$hers" --timeout 60s
as bob sweepctl wait "$his" --timeout 60s
says "ana" as ana sweepctl logs "$hers/1"
says "done" as ana sweepctl logs "$hers/1"
[ "$(as ana sweepctl show "$hers/1" --json | json '["attempts"]')" = 1 ] || fail "it was executed more than once"

step "without an agent nothing is submitted, with the reason"
as bob systemctl --user stop sweep-agent.service
as bob systemctl --user mask --runtime sweep-agent.service
refuses 4 "cannot start your agent" as bob sweepctl submit quick.yaml
as bob systemctl --user unmask --runtime sweep-agent.service
quick=$(submit bob quick.yaml)
as bob sweepctl wait "$quick" --timeout 60s

step "a secret reaches the run and nothing else"
printf 'hunter2-hunter2' | as ana sweepctl secret set TOKEN
cat >/home/ana/work/secret.yaml <<'YAML'
command: [/bin/sh, -c, 'test "${#TOKEN}" = 15 && echo "it is $TOKEN"']
method: grid
secrets: [TOKEN]
hooks: {finished: [[/usr/bin/touch, /home/ana/work/hooked]]}
parameters: {x: {value: 1}}
YAML
secret=$(submit ana secret.yaml)
as ana sweepctl wait "$secret" --timeout 60s
says "it is " as ana sweepctl logs "$secret/1"
kept=$(grep -rls hunter2 /var/lib/sweepd /home/ana/.local /run/user/1000/sweepd /run/sweepd || true)
[ -z "$kept" ] || fail "the secret was kept: $(strings -a $kept 2>/dev/null | grep -a hunter2 || grep -ao '.\{80\}hunter2' $kept)"

step "a hook is called as the owner"
eventually test -e /home/ana/work/hooked
[ "$(stat -c %U /home/ana/work/hooked)" = ana ] || fail "the hook was not ana's"

step "the queue is copied while it works"
as eve sweepctl backup /home/eve/copy.db
refuses 5 "only administrators" as bob sweepctl backup /home/bob/copy.db

step "logged out, a user who lingers keeps her runs; who asked is in the journal"
rm -f /home/ana/work/go
hers=$(submit ana gated.yaml)
eventually is ana "$hers" running
loginctl terminate-user ana 2>/dev/null || true
eventually is ana "$hers" running
eventually sh -c "journalctl --unit=sweepd.service --output=cat | grep -q 'asked: submitSweep.*(ana)'"
touch /home/ana/work/go
