#!/usr/bin/env python3
"""demo.py BINARY: what an MCP client does with `securellm mcp`, shown as a person would like to read it.

Handshake, list of tools, then git_log, search_text and nix_flake_metadata on this repository, and the lines to paste
into the configuration of an MCP client. A program that is not installed is named, with what that disables.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests" / "Clients"))
from stdio_client import MODERN, NoResponse, StdioClient  # noqa: E402

WIDTH = min(shutil.get_terminal_size((110, 24)).columns, 140)
FLAKE = "./Tests/Clients/flake"


def heading(text):
    print(f"\n{text}\n{'-' * len(text)}")


def cut(text, width):
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= width else text[: max(0, width - 1)] + "…"


def table(rows, indent="  "):
    """Aligned columns; the last one takes what room is left."""
    if not rows:
        return
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    for row in rows:
        line = indent + "  ".join(cell.ljust(width) for cell, width in zip(row, widths))
        line = line + "  " if widths else line
        print((line + cut(row[-1], max(20, WIDTH - len(line)))).rstrip())


def handshake(client):
    start = time.monotonic()
    found = client.request("server/discover")
    took = (time.monotonic() - start) * 1000
    server = next((v for k, v in found.get("_meta", {}).items() if k.endswith("serverInfo")), None)
    server = server or found.get("serverInfo", {})
    print(f"  {server.get('name', 'server')} {server.get('version', '')} responded to server/discover after {took:.1f} ms")
    print(f"  revisions: {', '.join(found.get('supportedVersions', [MODERN]))}")


def show_tools(client):
    tools, cursor = [], None
    while True:
        page = client.request("tools/list", {"cursor": cursor} if cursor else {})
        tools += page["tools"]
        cursor = page.get("nextCursor")
        if not cursor:
            break
    rows = []
    for tool in sorted(tools, key=lambda tool: tool["name"]):
        hints = tool.get("annotations", {})
        kind = "reads" if hints.get("readOnlyHint") else "changes" if hints.get("destructiveHint") else "writes"
        rows.append((tool["name"], kind, tool.get("title") or tool["description"]))
    table(rows)
    return {tool["name"] for tool in tools}


def call(client, tool, arguments):
    """The structured result, or nothing when the tool reports an error."""
    start = time.monotonic()
    result = client.call(tool, arguments)
    took = (time.monotonic() - start) * 1000
    if result.get("isError"):
        print("  failed: " + cut(" ".join(part.get("text", "") for part in result["content"]), 600))
        return None
    print(f"  {json.dumps(arguments)}  ({took:.0f} ms)")
    return result["structuredContent"]


def show_commits(client):
    found = call(client, "git_log", {"limit": 8})
    if found:
        table([(c["hash"][:9], c["date"][:10], cut(c["author"], 24), c["subject"]) for c in found["commits"]])


def show_matches(client):
    found = call(client, "search_text", {"query": "protocol SchemaType", "literal": True, "globs": ["*.swift"]})
    if found:
        table([(f"{m['path']}:{m['line']}", m["text"].strip()) for m in found["matches"][:8]])
        print(f"  {len(found['matches'])} matching lines")


def show_flake(client):
    found = call(client, "nix_flake_metadata", {"flake": FLAKE, "offline": True})
    if found:
        inputs = [name for name in found["locks"].get("nodes", {}) if name != "root"]
        changed = found.get("lastModified")
        table([
            ("description", found.get("description", "(none)")),
            ("revision", found.get("revision", "(uncommitted changes)")[:9 if "revision" in found else None]),
            ("changed", time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(changed)) if changed else "unknown"),
            ("store path", found["path"]),
            ("inputs", ", ".join(inputs) or "none")])


SHOWN = [
    ("git_log", "git", "git_log: the last commits of this repository", show_commits),
    ("search_text", "rg", "search_text: where a word occurs in this repository", show_matches),
    ("nix_flake_metadata", "nix", f"nix_flake_metadata: the flake in {FLAKE[2:]}", show_flake),
]


def show_configuration(binary):
    heading("Put it into your MCP client")
    print(f"\n  {binary} mcp install --client NAME\n\nor paste what that would write:")

    def install(*arguments):
        command = [str(binary), "mcp", "install", *arguments]
        # The sentence about the build folder is for those who write it down.
        home = {**os.environ, "HOME": os.path.expanduser("~")}
        return subprocess.run(
            command, cwd=ROOT, env=home, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout

    files = dict(line.split()[::len(line.split()) - 1] for line in reversed(install().splitlines()) if "/" in line)
    for client in ("claude", "vscode", "cursor"):
        print(f"\n{client}: {files[client]}")
        print("  " + install("--client", client, "--print").rstrip().replace("\n", "\n  "))


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: demo.py BINARY")
    binary = pathlib.Path(sys.argv[1]).absolute()
    heading("Handshake over standard input and output")
    with StdioClient([str(binary), "mcp"], cwd=ROOT, name="demonstration") as client:
        handshake(client)
        heading("Tools")
        tools = show_tools(client)
        for tool, program, title, show in SHOWN:
            heading(title)
            if tool in tools:
                show(client)
            else:
                print(f"  {program} is not installed: its tools are left out. `securellm doctor` lists what is missing.")
    show_configuration(binary)
    print(f"\nAll of it from your shell: {os.path.relpath(binary, os.getcwd())} tools list")


if __name__ == "__main__":
    try:
        main()
    except NoResponse as problem:
        sys.exit(f"error: {problem}")
