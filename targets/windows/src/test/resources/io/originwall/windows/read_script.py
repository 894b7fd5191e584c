"""Reads a PowerShell script with a real grammar: prints what is wrong with it, and what it is made of, as JSON."""

import json
import re
import sys

import tree_sitter
import tree_sitter_powershell

# What PowerShell 7 knows and 5.1 does not.
NEW_SYNTAX = {"ternary_expression", "null_coalesce_expression", "null_coalescing_expression", "pipeline_chain_tail"}
NEW_TOKENS = {"??", "??=", "?.", "?[", "&&", "||"}


def text(node):
    return node.text.decode()


def walk(node):
    yield node
    for child in node.children:
        yield from walk(child)


source = sys.stdin.buffer.read()
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
nodes = list(walk(parser.parse(source).root_node))

problems = []
commands, functions, members, keys, variables, assigned = set(), set(), set(), set(), set(), set()
for node in nodes:
    where = f"line {node.start_point[0] + 1}: "
    if node.type == "ERROR" or node.is_missing:
        problems.append(where + "not PowerShell: " + text(node)[:60])
    elif node.type in NEW_SYNTAX or node.type in NEW_TOKENS:
        problems.append(where + "not for Windows PowerShell 5.1: " + text(node)[:60])
    elif node.type == "command_invokation_operator":
        problems.append(where + "runs something by a name that is data: " + text(node.parent)[:60])
    elif node.type == "command_name":
        commands.add(text(node))
    elif node.type == "function_name":
        functions.add(text(node))
    elif node.type in ("member_access", "invokation_expression") and len(node.children) >= 3:
        members.add(text(node.children[0]) + "." + text(node.children[2]))
    elif node.type == "key_expression":
        keys.add(text(node))
    elif node.type == "variable":
        variables.add(text(node))
    if node.type == "left_assignment_expression" or node.type == "script_parameter":
        assigned.update(text(child) for child in walk(node) if child.type == "variable")
    if node.type == "foreach_statement":
        assigned.add(next(text(child) for child in node.children if child.type == "variable"))
if re.search(rb"[^\n\x20-\x7e]", source):
    problems.append("not ASCII, or a tab or a carriage return")
if b'"' in source:
    problems.append("a double quote, which a command line does not bear")

json.dump(
    {
        "problems": problems,
        "commands": sorted(commands - functions),
        "members": sorted(members),
        "keys": sorted(keys),
        "unassigned": sorted(variables - assigned),
    },
    sys.stdout,
)
