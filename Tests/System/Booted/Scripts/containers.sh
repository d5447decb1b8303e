# Containers on a lab's host, without root: each user's own, then those of the service's user for everybody.
. /stage/Scripts/common.sh

registry=127.0.0.1:5000
json() { python3 -c "import json, sys; print(json.load(sys.stdin)$1)"; }
submit() { as "$1" sweepctl submit "$2" --json | json '["sweep"]'; }
state() { as "$1" sweepctl runs "$2" --json | json '[0]["state"]'; }
is() { [ "$(state "$1" "$2")" = "$3" ]; }

# gated NAME IMAGE CODE: a sweep of ana's, whose run says who it is and goes on until its folder has a file 'go'.
gated() {
    cat >"/home/ana/work/$1.yaml" <<YAML
command: [/bin/sh, -c, 'id -u; echo "{\"accuracy\": 0.5}" >>"\$SWEEP_METRICS_FILE"; echo up;
  until test -e "\$SWEEP_RUN_DIR/go"; do sleep 0.1; done; echo done; exit \$PARAM_CODE']
method: grid
metric: {name: accuracy, goal: maximize}
parameters: {code: {value: $3}}
source: {mode: image}
container: {image: "$2"}
YAML
}

# changed NAME LINE: a sweep as 'plain' is, with one more line.
changed() { (cat /home/ana/work/plain.yaml && echo "$2") >"/home/ana/work/$1.yaml"; }

# limited USER: ana may ask for memory where that user's manager can limit it.
limited() {
    uid=$(id -u "$1")
    if grep -qs memory "/sys/fs/cgroup/user.slice/user-$uid.slice/user@$uid.service/cgroup.controllers"; then
        as ana sweepctl submit limited.yaml --wait
    else
        refuses 8 "cannot enforce 'resources.memory' of a container" as ana sweepctl submit limited.yaml
    fi
}

folder() { as ana sweepctl show "$1/1" --json | json '["run_dir"]'; }
unit() { as "$1" systemctl --user show --value --property=ActiveState "sweep-$2-1-1.service"; }
containers() { as "$1" podman ps --all --format '{{.Names}}'; }
has_container() { containers "$1" | grep -q "^sweep-$2-1-1$"; }
has_none() { [ -z "$(containers "$1")" ]; }

# ended SWEEP CODE: its run has that code, of its first attempt, and what it wrote is there.
ended() {
    says "\"exit_code\":$2" as ana sweepctl runs "$1" --json
    [ "$(as ana sweepctl show "$1/1" --json | json '["attempts"]')" = 1 ] || fail "it was executed more than once"
    says "done" as ana sweepctl logs "$1/1"
    [ "$(as ana sweepctl show "$1/1" --json | json '["metrics"]["accuracy"]')" = 0.5 ] || fail "its metrics are lost"
}

step "a host on which podman uses runc; a registry of images"
cat >/etc/containers/containers.conf <<'CONFIGURATION'
[engine]
runtime = "runc"
CONFIGURATION
mkdir -p /etc/containers/registries.conf.d
printf '[[registry]]\nlocation = "%s"\ninsecure = true\n' $registry >/etc/containers/registries.conf.d/test.conf
cat >/tmp/registry.yaml <<YAML
version: 0.1
storage: {filesystem: {rootdirectory: /tmp/registry}}
http: {addr: '$registry'}
YAML
systemd-run --quiet --unit=registry docker-registry serve /tmp/registry.yaml
mkdir -p /tmp/image/bin /tmp/image/tmp
cp /bin/busybox /tmp/image/bin
for name in sh id echo touch test sleep cat; do ln -s busybox /tmp/image/bin/$name; done
tar -C /tmp/image -c . >/tmp/image.tar

step "the package, and a user who has an image in a file"
dpkg --install /stage/sweepd.deb
systemctl enable --now sweepd.socket
user ana
usermod -aG sweepd ana
systemctl restart "user@$(id -u ana).service"
eventually test -S "/run/user/$(id -u ana)/bus"
as ana podman import --quiet /tmp/image.tar localhost/made:1
eventually as ana podman push --quiet localhost/made:1 $registry/made:1
as ana podman save --quiet --output image.tar localhost/made:1
as ana podman rmi --force localhost/made:1

step "an archive is loaded as her, and its run is a container of hers"
gated archive docker-archive:image.tar 7
hers=$(submit ana archive.yaml)
eventually is ana "$hers" running
eventually has_container ana "$hers"
[ "$(unit ana "$hers")" = active ] || fail "the run is no unit of hers"

step "the daemon restarted and the agent killed in the middle: one attempt, and its status is earned"
systemctl restart sweepd.service
as ana systemctl --user kill --kill-whom=main --signal=KILL sweep-agent.service
eventually is ana "$hers" running
files=$(folder "$hers")/files
as ana touch "$files/go"
refuses 1 "" as ana sweepctl wait "$hers" --timeout 60s
ended "$hers" 7
says "$(id -u ana)" as ana sweepctl logs "$hers/1"
[ "$(stat -c %U "$files/go")" = ana ] || fail "'$files' is not ana's"
eventually has_none ana

step "an image that she has not is fetched by her agent, and its best run is told"
cat >/home/ana/work/plain.yaml <<YAML
command: [/bin/sh, -c, 'echo "{\"accuracy\": 0.\$PARAM_X}" >>"\$SWEEP_METRICS_FILE"']
method: grid
metric: {name: accuracy, goal: maximize}
parameters: {x: {values: [3, 9, 5]}}
source: {mode: image}
container: {image: "$registry/made:1"}
YAML
as ana podman rmi --all --force
fetched=$(submit ana plain.yaml)
as ana sweepctl wait "$fetched" --timeout 120s
[ "$(as ana sweepctl best "$fetched" --json | json '[0]["objective"]["value"]')" = 0.9 ] || fail "0.9 is not the best"
says "$registry/made" as ana podman images

step "a limit that nobody could hold her container to is refused at submission"
changed limited 'resources: {memory: 64MiB}'
limited ana

step "what sweeps brought goes with the last of them"
as ana sweepctl rm "$hers"
as ana sweepctl rm "$fetched"
find /home/ana/.local/state/sweepd/*/system/source/images -name '*.json' -exec touch -d '2 hours ago' {} +
says "podman image" sweepctl gc
[ -z "$(as ana podman images --quiet)" ] || fail "her images are still there: $(as ana podman images)"

step "all runs as the service's user: its agent comes by itself, outside of the daemon's sandbox"
echo 'run_as: service' >/etc/sweepd/config.yaml
systemctl restart sweepd.service
as ana systemctl --user stop sweep-agent.service
refuses 5 "all runs here are sweepd's own user's" as ana sweepd agent
loginctl disable-linger ana
gated service "$registry/made:1" 7
theirs=$(submit ana service.yaml)
eventually is ana "$theirs" running
eventually has_container sweepd "$theirs"
[ "$(unit sweepd "$theirs")" = active ] || fail "the run is no unit of the service's user"
[ "$(systemctl show --value --property=NoNewPrivileges sweepd.service)" = yes ] || fail "the daemon is in no sandbox"

step "the daemon restarted and its agent killed in the middle: one attempt, and its status is earned"
systemctl restart sweepd.service
as sweepd systemctl --user kill --kill-whom=main --signal=KILL sweep-service-agent.service
eventually is ana "$theirs" running
files=$(folder "$theirs")/files
case $files in /var/lib/sweepd/runs/*) ;; *) fail "the run lies in '$files'" ;; esac
as sweepd touch "$files/go"
refuses 1 "" as ana sweepctl wait "$theirs" --timeout 60s
ended "$theirs" 7
says "$(id -u sweepd)" as ana sweepctl logs "$theirs/1"
eventually has_none sweepd

step "its manager restarted, the agent comes again"
systemctl restart "user@$(id -u sweepd).service"
fetched=$(submit ana plain.yaml)
as ana sweepctl wait "$fetched" --timeout 120s
[ "$(as ana sweepctl best "$fetched" --json | json '[0]["objective"]["value"]')" = 0.9 ] || fail "0.9 is not the best"

step "a source is sent, and lies under /src"
as ana sh -c 'git init --quiet tree && echo "sent as it is" >tree/data && ln -s data tree/link'
cat >/home/ana/work/tree/sent.yaml <<YAML
command: [/bin/sh, -c, 'cat /src/link']
method: grid
parameters: {x: {value: 1}}
container: {image: "$registry/made:1"}
YAML
sent=$(submit ana tree/sent.yaml)
as ana sweepctl wait "$sent" --timeout 120s
says 'sent as it is' as ana sweepctl logs "$sent/1"

step "the same limits hold there"
limited sweepd

step "without that agent nothing is submitted, with the reason"
as sweepd systemctl --user mask --runtime --now sweep-service-agent.service
refuses 4 "the agent that executes all runs here is not connected" as ana sweepctl submit plain.yaml
eventually sh -c "journalctl --unit=sweepd.service --output=cat | grep -q 'does not start .sweep-service-agent.service'"
as sweepd systemctl --user unmask --runtime sweep-service-agent.service

step "what only a user's own rights may do is refused, with the reason"
echo '{command: [/bin/true], method: grid, parameters: {x: {value: 1}}}' >/home/ana/work/bare.yaml
refuses 5 "cannot run a bare process" as ana sweepctl submit bare.yaml
refuses 5 "cannot load the image" as ana sweepctl submit archive.yaml
changed hooked 'hooks: {finished: [[/bin/true]]}'
refuses 5 "cannot call 'hooks'" as ana sweepctl submit hooked.yaml
sed "s,container: {,container: {mounts: [{source: /etc\, target: /host}]\, ," /home/ana/work/plain.yaml >/home/ana/work/mounts.yaml
refuses 7 "cannot mount '/etc'" as ana sweepctl submit mounts.yaml
sed "s,mode: image,mode: mount," /home/ana/work/plain.yaml >/home/ana/work/based.yaml
refuses 7 "cannot mount the base folder" as ana sweepctl submit based.yaml

step "upgraded and purged under a run: the next version takes it over, and what is removed leaves it alone"
theirs=$(submit ana service.yaml)
eventually is ana "$theirs" running
agent() { as sweepd systemctl --user show --value --property=MainPID sweep-service-agent.service; }
another() { [ "$(agent)" != "$1" ] && [ "$(agent)" != 0 ]; }
pid=$(agent)
dpkg-deb --raw-extract /stage/sweepd.deb /tmp/next
sed -i 's/^Version: .*/&+next/' /tmp/next/DEBIAN/control
dpkg-deb --root-owner-group -Znone --build /tmp/next /tmp/next.deb >/dev/null
dpkg --install --force-confold /tmp/next.deb
eventually another "$pid"
eventually is ana "$theirs" running
dpkg --purge sweepd
if pgrep --uid sweepd --full 'sweepd agent'; then fail "an agent outlives the package"; fi
[ "$(as sweepd podman ps --format '{{.Names}}')" = "sweep-$theirs-1-1" ] || fail "the run does not run any more"
