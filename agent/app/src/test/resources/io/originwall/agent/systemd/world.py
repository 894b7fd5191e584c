"""The world outside of the machine, in a network namespace: an allowed and a foreign address that call its port 443.

world.py up          lays the wire, and notes in /run/first-call who came in first thing
world.py serve       takes every call to port 443; the kernel answers even while this process has to wait for a busy machine
world.py call WHO    prints whether that caller came in
world.py watch FILE [WHO]
                     lets one, the stranger by default, call all the time until it is stopped; notes how often it did, how often it
                     came in, and how often it did not
"""

import os
import signal
import socket
import subprocess
import sys
import time

HOST = ("192.0.2.1", 443)
CALLERS = {"allowed": "103.21.244.10", "stranger": "198.51.100.10"}


def run(*commands):
    for command in commands:
        subprocess.run(command.split(), check=True)


def up():
    run(
        "ip link set lo up",
        "ip netns add world",
        "ip link add eth0 type veth peer name eth0 netns world",
        "ip address add 192.0.2.1/24 dev eth0",
        "ip link set eth0 up",
        "ip -n world address add 192.0.2.2/24 dev eth0",
        "ip -n world address add 103.21.244.10/32 dev eth0",
        "ip -n world address add 198.51.100.10/32 dev eth0",
        "ip -n world link set eth0 up",
        "ip route add default via 192.0.2.2",
    )
    end = time.monotonic() + 20
    while answer("allowed") != "in" and time.monotonic() < end:
        time.sleep(0.05)
    with open("/run/first-call", "w") as note:
        note.write("stranger %s, allowed %s\n" % (answer("stranger"), answer("allowed")))


def serve():
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("", HOST[1]))
        server.listen(4096)
        while True:
            server.accept()[0].close()


def answer(who):
    """Asks a process in the namespace of the world."""
    argv = ["ip", "netns", "exec", "world", sys.executable, __file__, "call", who]
    return subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def call(who):
    with socket.socket() as caller:
        caller.settimeout(0.9)
        caller.bind((CALLERS[who], 0))
        try:
            caller.connect(HOST)
            return "in"
        except OSError:
            return "out"


def watch(file, who="stranger"):
    calls, came_in, stayed_out, open_calls = 0, 0, 0, []

    def note(*_):
        with open(file, "w") as out:
            out.write("%d %d %d\n" % (calls, came_in, stayed_out))
        os._exit(0)

    signal.signal(signal.SIGTERM, note)
    while True:
        caller = socket.socket()
        caller.setblocking(False)
        caller.bind((CALLERS[who], 0))
        caller.connect_ex(HOST)
        calls += 1
        open_calls.append(caller)
        if len(open_calls) > 10:
            oldest = open_calls.pop(0)
            try:
                oldest.getpeername()
                came_in += 1
            except OSError:
                stayed_out += 1
            oldest.close()
        time.sleep(0.02)


if sys.argv[1] == "up":
    up()
elif sys.argv[1] == "serve":
    serve()
elif sys.argv[1] == "call":
    print(call(sys.argv[2]))
elif sys.argv[1] == "watch":
    watch(*sys.argv[2:])
