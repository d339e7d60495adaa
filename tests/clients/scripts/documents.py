"""Prints the GraphQL documents that the installed wandb client holds, as a JSON list: those of its Python and those within its Go binary."""
import ast
import importlib
import json
import pathlib
import re
import sys

import wandb

root = pathlib.Path(wandb.__file__).parent
start = re.compile(r"(query|mutation)\s+\w+\s*[({]")
found = {}


def keep(text, where):
    if isinstance(text, str) and start.match(re.sub(r"^\s*#.*$", "", text[:500], flags=re.M).lstrip()):
        found.setdefault(text, where)


def of_python(path):
    tree = ast.parse(path.read_text())
    name = ".".join(("wandb", *path.relative_to(root).with_suffix("").parts)).removesuffix(".__init__")
    names = None
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                keep(node.value, name)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", None) == "gql" and node.args:
            argument = node.args[0]
            if isinstance(argument, ast.Constant) or any(isinstance(part, ast.Call) for part in ast.walk(argument)):
                continue
            if names is None:
                try:
                    names = vars(importlib.import_module(name))
                except Exception:
                    names = {}
            try:
                keep(eval(compile(ast.Expression(argument), name, "eval"), dict(names)), name)
            except Exception:
                pass


def of_binary(data):
    text = data.decode("latin-1")
    for match in re.finditer(r"\n(query|mutation) \w+ [({]", text):
        end = block_end(text, match.start())
        while end and (more := re.compile(r"\s*fragment \w+ on \w+ (?=\{)").match(text, end)):
            end = block_end(text, more.start())
        if end:
            keep(text[match.start():end], "wandb-core")


def block_end(text, at):
    depth = 0
    for index in range(at, min(at + 100_000, len(text))):
        if text[index] == "{":
            depth += 1
        elif text[index] == "}":
            depth -= 1
            if depth == 0:
                return index + 1
    return None


for path in sorted(path for folder in ("apis", "sdk", "automations") for path in (root / folder).rglob("*.py")):
    if "vendor" not in path.parts:
        of_python(path)
binary = root / "bin" / "wandb-core"
if binary.exists():
    of_binary(binary.read_bytes())
json.dump([{"where": where, "text": text} for text, where in found.items()], sys.stdout)
