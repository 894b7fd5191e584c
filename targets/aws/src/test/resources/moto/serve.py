"""moto's server, with four things set right that no proxy before it can: it refuses or forgets them inside."""

from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupBackend, SecurityGroupRule
from moto.ec2.responses.vpcs import VPCs
from moto.server import main

# It counts the rules of both families against one limit. AWS counts each by itself, and so does the proxy.
SecurityGroupBackend._verify_group_will_respect_rule_count_limit = lambda *args, **kwargs: None

new_rule = SecurityGroupRule.__init__


def keep_description(self, backend, protocol, group, start, end, block, source=None, prefix_list=None, **more):
    """Also of a rule that refers to a prefix list."""
    new_rule(self, backend, protocol, group, start, end, block, source, prefix_list, **more)
    if prefix_list and "Description" in prefix_list:
        self.ip_range = {"Description": prefix_list["Description"]}


SecurityGroupRule.__init__ = keep_description

flatten = SecurityGroup._flattened_rules


def show_description(self, rules):
    views = flatten(self, rules)
    for view in views:
        for shown in view.prefix_list_ids:
            for rule in rules:
                if (
                    rule.description
                    and rule.prefix_list_id == shown["PrefixListId"]
                    and (rule.ip_protocol, rule.from_port, rule.to_port)
                    == (view.ip_protocol, view.from_port, view.to_port)
                ):
                    shown["Description"] = rule.description
    return views


SecurityGroup._flattened_rules = show_description

modify_rules = SecurityGroupBackend.modify_security_group_rules


def modify_all_kinds(self, group_id, rules):
    """Also the block of an IPv6 rule and the list of a prefix list's."""
    modify_rules(self, group_id, rules)
    group = self.get_security_group_by_name_or_id(group_id)
    for rule_id, new in rules.items():
        rule = group.get_rule(rule_id)
        rule.from_port, rule.to_port = int(rule.from_port), int(rule.to_port)
        if new.get("CidrIpv6"):
            rule.ip_range["CidrIpv6"] = new["CidrIpv6"]
        if new.get("PrefixListId"):
            rule.prefix_list_id = new["PrefixListId"]


SecurityGroupBackend.modify_security_group_rules = modify_all_kinds

modify_list = VPCs.modify_managed_prefix_list


def modify_size_too(self):
    size = self._get_param("MaxEntries")
    if size:
        self.ec2_backend.managed_prefix_lists[self._get_param("PrefixListId")].max_entries = size
    return modify_list(self)


VPCs.modify_managed_prefix_list = modify_size_too

main()
