"""originwall sync of security groups beside the same job in boto3, both against moto, both in one run.

bench.py ORIGINWALL
"""

import functools
import http.server
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import boto3

HERE = os.path.dirname(os.path.abspath(__file__))
MOTO = os.path.join(HERE, "../../targets/aws/src/test/resources/moto")
RUNS = 7
# Cloudflare's ranges of 2026: 15 and 7 blocks, so 44 rules a group.
RANGES = {
    "ipv4_cidrs": """173.245.48.0/20 103.21.244.0/22 103.22.200.0/22 103.31.4.0/22 141.101.64.0/18 108.162.192.0/18
        190.93.240.0/20 188.114.96.0/20 197.234.240.0/22 198.41.128.0/17 162.158.0.0/15 104.16.0.0/13 104.24.0.0/14
        172.64.0.0/13 131.0.72.0/22""".split(),
    "ipv6_cidrs": """2400:cb00::/32 2606:4700::/32 2803:f800::/32 2405:b500::/32 2405:8100::/32 2a06:98c0::/29
        2c0f:f248::/32""".split(),
    "etag": "1",
}


def feed(directory):
    with open(f"{directory}/ips", "w") as file:
        json.dump({"result": RANGES, "success": True, "errors": [], "messages": []}, file)
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *args: None})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(quiet, directory=directory))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/ips"


def moto(directory):
    """Starts the server of the tests on this machine's loopback; its name and its address."""
    for name in os.listdir(MOTO):
        with open(os.path.join(MOTO, name)) as source, open(f"{directory}/{name}", "w") as copy:
            copy.write(source.read())
    trusted = "/etc/ssl/certs/ca-certificates.crt"
    with open(f"{directory}/ca-certificates.crt", "w") as copy:
        copy.write(open(trusted).read() if os.path.exists(trusted) else "")
    # In the network of the host: an engine that ./dev started has no other.
    build = ["docker", "build", "--quiet", "--network", "host", "--tag", "originwall-moto", directory]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "DOCKER_BUILDKIT": "0"})
    label = "io.originwall.run=" + os.environ.get("ORIGINWALL_DOCKER_RUN", "none")
    run = ["docker", "run", "--detach", "--rm", "--network", "host", "--label", label]
    command = run + ["originwall-moto", "--host", "127.0.0.1", "--port", "0"]
    container = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    for _ in range(300):
        logs = subprocess.run(["docker", "logs", container], capture_output=True, text=True)
        found = re.search(r"Running on (http://127\.0\.0\.1:\d+)", logs.stdout + logs.stderr)
        if found:
            return container, found.group(1)
        time.sleep(0.1)
    raise SystemExit("moto never said where it listens")


def measure(command, env):
    """Wall time and processor time in milliseconds, and the peak of resident memory in MB."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, env=env, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        if status:
            output.seek(0)
            raise SystemExit(f"{command}: {output.read().decode()}")
    return wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024


def lane(name, samples):
    wall, cpu, rss = (statistics.median(values) for values in zip(*samples))
    print(f"| {name} | {wall:.0f} | {min(s[0] for s in samples):.0f} | {cpu:.0f} | {rss:.0f} |", flush=True)


def main(program):
    with tempfile.TemporaryDirectory() as directory, tempfile.TemporaryDirectory() as context:
        url = feed(directory)
        container, endpoint = moto(context)
        env = {
            **os.environ,
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_REGION": "eu-west-1",
            "AWS_ENDPOINT_URL": endpoint,
        }
        os.environ.update(env)
        try:
            compare(program, directory, url, env)
        finally:
            subprocess.run(["docker", "rm", "--force", container], stdout=subprocess.DEVNULL)


def compare(program, directory, url, env):
    ec2 = boto3.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]

    def groups(value, count):
        tags = [{"ResourceType": "security-group", "Tags": [{"Key": "bench", "Value": value}]}]
        return [
            ec2.create_security_group(GroupName=f"{value}-{i}", Description="b", VpcId=vpc, TagSpecifications=tags)["GroupId"]
            for i in range(count)
        ]

    def ours(value):
        config = f"{directory}/{value}.yaml"
        with open(config, "w") as file:
            file.write(
                f'ranges: {{url: "{url}", cross-check: []}}\n'
                f"targets: [{{name: web, type: ec2-security-group, tags: {{bench: {value}}}}}]\n"
                f"state-dir: {directory}/state-{value}\n"
            )
        return [program, "-c", config, "sync"]

    def theirs(value):
        return [sys.executable, os.path.join(HERE, "sync.py"), url, "bench", value]

    def empty(ids):
        for id in ids:
            rules = ec2.describe_security_groups(GroupIds=[id])["SecurityGroups"][0]["IpPermissions"]
            if rules:
                ec2.revoke_security_group_ingress(GroupId=id, IpPermissions=rules)

    print("| | ms | fastest | processor ms | peak MB |\n| --- | --- | --- | --- | --- |", flush=True)
    one = groups("one", 1)
    sides = {"originwall sync": ours("one"), "boto3 script": theirs("one")}
    for command in sides.values():
        measure(command, env)  # moto's first call of each kind takes it two seconds
        empty(one)
    samples = {name: [] for name in sides}
    for _ in range(RUNS):
        for name, command in sides.items():
            empty(one)
            samples[name].append(measure(command, env))
    for name in sides:
        lane(f"{name}: one group, all of its 44 rules to be written", samples[name])

    for count in (1, 50, 500):
        groups(f"g{count}", count)
        sides = {"originwall sync": ours(f"g{count}"), "boto3 script": theirs(f"g{count}")}
        samples = {name: [] for name in sides}
        measure(sides["originwall sync"], env)
        for _ in range(RUNS if count < 500 else 3):
            for name, command in sides.items():
                samples[name].append(measure(command, env))
        for name in sides:
            lane(f"{name}: {count} in sync", samples[name])


main(*sys.argv[1:])
