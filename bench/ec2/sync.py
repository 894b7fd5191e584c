"""The obvious script with boto3: the groups with a tag let in Cloudflare's ranges on 80 and 443, and nobody else."""

import json
import sys
import urllib.request

import boto3

url, tag, value = sys.argv[1:]
result = json.load(urllib.request.urlopen(url, timeout=10))["result"]
wanted = {(port, block) for port in (80, 443) for block in result["ipv4_cidrs"] + result["ipv6_cidrs"]}


def permissions(rules):
    for port in (80, 443):
        blocks = [block for p, block in rules if p == port]
        if blocks:
            yield {
                "IpProtocol": "tcp",
                "FromPort": port,
                "ToPort": port,
                "IpRanges": [{"CidrIp": b} for b in blocks if ":" not in b],
                "Ipv6Ranges": [{"CidrIpv6": b} for b in blocks if ":" in b],
            }


ec2 = boto3.client("ec2")
pages = ec2.get_paginator("describe_security_groups").paginate(Filters=[{"Name": f"tag:{tag}", "Values": [value]}])
for group in (group for page in pages for group in page["SecurityGroups"]):
    present = {
        (permission["FromPort"], r.get("CidrIp") or r["CidrIpv6"])
        for permission in group["IpPermissions"]
        for r in permission["IpRanges"] + permission["Ipv6Ranges"]
    }
    if wanted - present:
        ec2.authorize_security_group_ingress(
            GroupId=group["GroupId"], IpPermissions=list(permissions(wanted - present))
        )
    if present - wanted:
        ec2.revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=list(permissions(present - wanted)))
