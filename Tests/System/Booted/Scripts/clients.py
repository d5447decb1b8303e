"""clients.py FILE: asks the daemon without a pause until FILE exists, by sweepctl and by a bare request on the socket.

Prints a line: how many calls of each there were, the longest of each in milliseconds, and how many failed.
"""

import os
import socket
import subprocess
import sys
import threading
import time

REQUEST = b"GET /v1/host HTTP/1.1\r\nHost: sweepd\r\nConnection: close\r\n\r\n"


def address():
    own = os.environ["XDG_RUNTIME_DIR"] + "/sweepd/sweepd.sock"
    return "/run/sweepd/sweepd.sock" if os.path.exists("/run/sweepd/sweepd.sock") else own


def by_socket():
    answer = b""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(address())
        client.sendall(REQUEST)
        while piece := client.recv(1 << 16):
            answer += piece
    if not answer.startswith(b"HTTP/1.1 200"):
        raise OSError(f"it answered {answer[:60]!r}")


def by_command():
    done = subprocess.run(["sweepctl", "status"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise OSError(done.stderr)


def ask(call, calls, failures):
    while not os.path.exists(sys.argv[1]):
        began = time.monotonic()
        try:
            call()
        except OSError as error:
            failures.append(str(error))
        calls.append(time.monotonic() - began)


def main():
    failures, calls = [], {by_socket: [], by_command: []}
    threads = [threading.Thread(target=ask, args=(call, times, failures)) for call, times in calls.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [f"{len(times)} {call.__name__}, longest {max(times) * 1000:.0f} ms" for call, times in calls.items()]
    print("; ".join(told) + f"; {len(failures)} failed", *failures[:3])


main()
