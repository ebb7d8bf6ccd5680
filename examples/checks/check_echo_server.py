# SPDX-License-Identifier: MIT
"""Talks to echo_server over the loopback: many clients at once, in pieces.

usage: check_echo_server.py CLIENTS COMMAND...
"""
import random
import select
import signal
import socket
import subprocess
import sys

BYTES = 20000  # to and from each client: more than a buffer


class Client:
    def __init__(self, port, draw):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setblocking(False)
        self.sent = draw.randbytes(BYTES)
        self.to_send = self.sent
        self.got = b""

    def write(self, draw):
        piece = self.to_send[:draw.randint(1, 9000)]
        self.to_send = self.to_send[self.socket.send(piece):]
        if not self.to_send:
            self.socket.shutdown(socket.SHUT_WR)

    def read(self):
        """False: the server has closed."""
        piece = self.socket.recv(1 << 16)
        self.got += piece
        return piece != b""


def talk(clients, draw):
    """All of them at once, until the server has closed each."""
    waiting = {client.socket: client for client in clients}
    while waiting:
        writing = [s for s, client in waiting.items() if client.to_send]
        readable, writable, _ = select.select(list(waiting), writing, [])
        for ready in writable:
            waiting[ready].write(draw)
        for ready in readable:
            if not waiting[ready].read():
                del waiting[ready]


def main():
    count, command = int(sys.argv[1]), sys.argv[2:]
    draw = random.Random(1)
    with subprocess.Popen(command, stdout=subprocess.PIPE,
                          text=True) as server:
        port = int(server.stdout.readline().split()[1])
        clients = [Client(port, draw) for _ in range(count)]
        talk(clients, draw)
        server.send_signal(signal.SIGTERM)
        said = server.stdout.read()
    wrong = sum(client.got != client.sent for client in clients)
    if wrong or said != f"{count} clients\n" or server.returncode != 0:
        sys.exit(f"{wrong} of {count} got something else; it said {said!r} "
                 f"and ended with {server.returncode}")
    print(f"{count} clients, {count * BYTES} bytes")


main()
