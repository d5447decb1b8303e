"""Lets schemathesis talk to the Unix socket that SWEEPD_SOCKET names, whatever host a URL names."""

import os
import socket

from urllib3.util import connection


def connect(address, timeout=None, source_address=None, socket_options=None):
    stream = socket.socket(socket.AF_UNIX)
    if isinstance(timeout, (int, float)):
        stream.settimeout(timeout)
    stream.connect(os.environ["SWEEPD_SOCKET"])
    return stream


connection.create_connection = connect
