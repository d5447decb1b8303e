"""One user opens as many connections as she can; says what each user's next request comes to.

crowd.py SOCKET
"""

import os
import socket
import sys

QUESTION = b"GET /v1/events?follow=true HTTP/1.1\r\nHost: sweepd\r\n\r\n"
CROWD, OTHER, ROOT = 61001, 61002, 0


def ask(connection):
    try:
        connection.sendall(QUESTION)
        return connection.recv(1 << 16)
    except OSError:
        return b""


def connect():
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(sys.argv[1])
    return connection


def child(user, work):
    """Runs as a user, in a process of its own, what gives its exit code."""
    process = os.fork()
    if process == 0:
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
        os._exit(work())
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def is_served():
    return 0 if ask(connect()).startswith(b"HTTP/1.1 200") else 1


def crowd():
    """Keeps its connections open while others ask."""
    served, last = [], b""
    for _ in range(300):
        connection = connect()
        answer = ask(connection)
        if answer.startswith(b"HTTP/1.1 200"):
            served.append(connection)
        else:
            last = answer or last
    print(len(served), last.decode())
    sys.stdout.flush()
    os.write(told, b"x")
    os.read(ended, 1)
    return 0


ready, told = os.pipe()
ended, end = os.pipe()
process = os.fork()
if process == 0:
    os._exit(child(CROWD, crowd))
os.read(ready, 1)
print("others:", [child(user, is_served) for user in (OTHER, ROOT)])
os.write(end, b"x")
os.waitpid(process, 0)
