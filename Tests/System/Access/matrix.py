"""Every operation of the interface, asked for by real users of every role, of sweeps in every state.

The list of operations and what kind of access each is comes from the daemon's own description (x-access); what must come
of it is written down here once more. Usage: matrix.py SOCKET VISIBILITY, as root.
"""

import http.client
import json
import os
import socket
import sys

SOCKET, VISIBILITY = sys.argv[1], sys.argv[2]
ANA, BOB, CY, DAN, GAMES = 61001, 61002, 61003, 61004, 60
# uid, gid, supplementary groups, and what they are to ana's sweeps. The configuration makes @games administrators.
CALLERS = {
    "owner": (ANA, 62001, []),
    "group": (BOB, 62002, [62009, 62001]),
    "primary": (BOB, 62001, []),
    "other": (CY, 62003, [62009]),
    "administrator": (DAN, 62004, [GAMES]),
    "root": (0, 0, []),
}
ROLES = {"primary": "group", "root": "administrator"}
STATES = ["held", "running", "cancelled"]
TABLE = {
    # owner, group, other, administrator
    "open": {"private": "aaaa", "group": "aaaa", "public": "aaaa"},
    "submit": {"private": "aaaa", "group": "aaaa", "public": "aaaa"},
    "serve": {"private": "aaaa", "group": "aaaa", "public": "aaaa"},
    "list": {"private": "aaaa", "group": "aaaa", "public": "aaaa"},
    "look": {"private": "aiia", "group": "aaia", "public": "aaaa"},
    "disclose": {"private": "aiia", "group": "afia", "public": "affa"},
    "change": {"private": "aiia", "group": "afia", "public": "affa"},
    "administer": {"private": "fffa", "group": "fffa", "public": "fffa"},
}
CONTEXT = {
    "file": "sweep.yaml", "base_folder": "/usr/share", "environment": [],
    "source": {"mode": "mount", "root": "/usr/share", "base_path": "", "ignored": [], "files": []},
}
SPECIFICATION = "name: %s\nmethod: list\npoints: [{n: 1}, {n: 2}]\nparameters: {n: {values: [1, 2]}}\n" \
    "command: [sleep, '600']\nmax_parallel: 1\nresources: {gpus: 0}\n"


class Connection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(20)
        self.sock.connect(SOCKET)


def ask(caller, method, path, body=None):
    """The status and the body of an answer to a question that a process of this caller asks."""
    uid, gid, groups = CALLERS[caller]
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            os.setgroups(groups)
            os.setresgid(gid, gid, gid)
            os.setresuid(uid, uid, uid)
            connection = Connection("sweepd")
            text = None if body is None else json.dumps(body)
            connection.request(method, path, text, {"content-type": "application/json"} if text else {})
            answer = connection.getresponse()
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(b"%d\n" % answer.status + answer.read())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        status, _, rest = pipe.read().partition(b"\n")
    os.waitpid(child, 0)
    return int(status or 0), rest


def submit(caller, name, hold=True):
    status, body = ask(
        caller, "POST", "/v1/sweeps",
        {"specification": SPECIFICATION % name, "overrides": [], "hold": hold, "context": CONTEXT})
    assert status == 201, (status, body)
    return json.loads(body)["sweep"]


def sweep_in(state, name):
    """A sweep of ana's in this state."""
    sweep = submit("owner", name, hold=state != "running")
    if state == "cancelled":
        assert ask("owner", "POST", f"/v1/sweeps/{sweep}/cancel")[0] == 200
    return sweep


def expected(access, caller):
    role = ROLES.get(caller, caller)
    return TABLE[access][VISIBILITY][["owner", "group", "other", "administrator"].index(role)]


def missing_like(sweep):
    """A name as long as this one that nothing has."""
    return "z" * len(sweep)


def verdict(caller, method, path, sweep, body):
    status, answer = ask(caller, method, path.format(sweep=sweep, index=1, gpu="none"), body)
    ghost = missing_like(sweep)
    ghostly = ask(caller, method, path.format(sweep=ghost, index=1, gpu="none"), body)
    if "{sweep}" in path and (status, answer.replace(sweep.encode(), ghost.encode())) == ghostly:
        return "i", status, answer
    return "f" if status == 403 else "a", status, answer


def check(operation, access, method, path, body):
    faults = []
    for state in STATES if "{sweep}" in path else ["held"]:
        # Those who may not come first, all to one sweep, which must be as it was; each of the others has one of her own.
        strangers = [caller for caller in CALLERS if expected(access, caller) != "a"]
        sweep = sweep_in(state, "strangers") if strangers else None
        before = ask("root", "GET", f"/v1/sweeps/{sweep}")[1] if sweep else None
        for caller in CALLERS:
            target = sweep if caller in strangers else sweep_in(state, "friends")
            found, status, answer = verdict(caller, method, path, target, body)
            if found != expected(access, caller):
                faults.append((operation, state, caller, expected(access, caller), found, status, answer[:200]))
            if found == "i" and status != 404 or found == "f" and json.loads(answer)["code"] != "permission":
                faults.append((operation, state, caller, "code", status, answer[:200]))
            if target != sweep:
                ask("root", "POST", f"/v1/sweeps/{target}/cancel")
        if sweep and state != "running" and ask("root", "GET", f"/v1/sweeps/{sweep}")[1] != before:
            faults.append((operation, state, "a stranger changed it"))
        if sweep:
            ask("root", "POST", f"/v1/sweeps/{sweep}/cancel")
    return faults


def check_lists():
    """Lists and names hold what the caller may look at, and nothing else."""
    own, strange = submit("owner", "mine"), submit("other", "hers")
    faults = []
    for caller in CALLERS:
        sees_own = expected("look", caller) == "a"
        sees_strange = caller in ("other", "administrator", "root") or VISIBILITY == "public"
        listed = {sweep["sweep"] for sweep in json.loads(ask(caller, "GET", "/v1/sweeps")[1])["sweeps"]}
        usage = ask(caller, "GET", "/v1/du")[1].decode()
        for sweep, sees in ((own, sees_own), (strange, sees_strange)):
            if (sweep in listed) != sees or (sweep in usage) != sees:
                faults.append(("list", caller, sweep, sees, sweep in listed, sweep in usage))
        prior = {"specification": SPECIFICATION % "prior", "overrides": [], "hold": True, "context": CONTEXT,
                 "prior_sweeps": [own]}
        if (ask(caller, "POST", "/v1/sweeps", prior)[0] == 201) != sees_own:
            faults.append(("prior", caller))
    return faults


def main():
    document = json.loads(ask("other", "GET", "/v1/openapi.json")[1])
    faults, count = check_lists(), 0
    edit = {"editSweep": {"set": [{"key": "max_parallel", "value": "2"}]}}
    for path, methods in document["paths"].items():
        for method, description in methods.items():
            operation, access = description["operationId"], description["x-access"]
            body = edit.get(operation)
            if operation == "submitSweep":
                body = {"specification": SPECIFICATION % "x", "overrides": [], "hold": True, "context": CONTEXT}
            count += 1
            faults += check(operation, access, method.upper(), path, body)
    raised = dict(specification=SPECIFICATION % "urgent" + "priority: 1\n", overrides=[], hold=True, context=CONTEXT)
    for caller in CALLERS:
        status = ask(caller, "POST", "/v1/sweeps", raised)[0]
        if status != (201 if expected("administer", caller) == "a" else 403):
            faults.append(("priority", caller, status))
    for fault in faults:
        print(*fault)
    print(f"{count} operations, {len(CALLERS)} callers, {len(STATES)} states: {len(faults)} faults")
    sys.exit(1 if faults else 0)


main()
