# The host is rebooted twice under a run, in good order and all at once: both times it is executed again by itself.
. /stage/Scripts/common.sh

boot=$(($(cat /root/boots 2>/dev/null || echo 0) + 1))
echo $boot >/root/boots
reboot() {
    systemctl reboot "$@"
    exec sleep infinity
}
run() { as ana sweepctl show "$(cat /root/sweep)/1" --json | python3 -c "import json, sys; print(json.load(sys.stdin)$1)"; }
executes() { [ "$(run '["state"]')/$(run '["attempts"]')" = "running/$1" ]; }

# executed_again NUMBER REASON: after a boot nobody has to do anything for that.
executed_again() {
    says "socket" systemctl show --value --property=TriggeredBy sweepd.service
    eventually test -S "/run/user/$(id -u ana)/bus"
    eventually executes "$1"
    as ana sweepctl show "$(cat /root/sweep)/1"
    as ana sweepctl events "$(cat /root/sweep)" || true
}

case $boot in
1)
    step "the package, a user who lingers, and her run"
    dpkg --install /stage/sweepd.deb
    systemctl enable --now sweepd.socket
    useradd --create-home --shell /bin/sh --groups sweepd ana
    loginctl enable-linger ana
    as ana mkdir work
    eventually test -S "/run/user/$(id -u ana)/bus"
    cat >/home/ana/work/gated.yaml <<'YAML'
command: [/bin/sh, -c, 'echo up; until test -e /home/ana/work/go; do sleep 0.05; done; echo done']
method: grid
retry: {backoff: 1s}
parameters: {x: {value: 1}}
YAML
    as ana sweepctl submit gated.yaml --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["sweep"])' >/root/sweep
    eventually executes 1
    step "a reboot in good order"
    reboot
    ;;
2)
    step "the run was lost with the host, and is executed again"
    executed_again 2
    step "a reboot all at once"
    reboot --force --force
    ;;
3)
    step "again"
    executed_again 3
    as ana touch go
    as ana sweepctl wait "$(cat /root/sweep)" --timeout 60s
    says "done" as ana sweepctl logs "$(cat /root/sweep)/1"
    ;;
esac
