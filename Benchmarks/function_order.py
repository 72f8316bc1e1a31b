#!/usr/bin/env python3
"""function_order.py BINARY OUTPUT: the functions that requests through `securellm serve` run through, for the linker.

It puts them beside each other (`.ci/swift`): then what a request needs lies in a tenth of the pages. BINARY must have the
names of its functions (`.ci/link-with-names`). A name that is not there any more does no harm, and a new function lies
where it would without the list: make the list anew when `make bench-instructions` shows many more pages.
Needs cc and valgrind.
"""
import argparse
import pathlib
import re
import tempfile

import instructions
import proxy


# Of the standard library, and not a copy of it that is made for one of our types: all of it is one section, which a name
# would move as a whole.
LIBRARY = re.compile(r"\$s(s|S[a-zA-Z])(?!.*T[gGf])")


def functions(binary, body):
    """Those that each request runs through, the most executed first."""
    with tempfile.TemporaryDirectory() as folder:
        profile = instructions.Profile(instructions.record(
            binary, pathlib.Path(folder), argparse.Namespace(threads=1), body, demangles=False))
    owners = {profile.owners[line] for line in profile.hot_lines()}
    return sorted(owners, key=lambda name: -profile.costs[name][0])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    options = parser.parse_args()
    found = [functions(options.binary.absolute(), body) for body in (proxy.BODY, proxy.STREAM)]
    names = dict.fromkeys(name for each in found for name in each)
    # Recursion has a name of its own in a profile; what has no symbol is named by its address.
    kept = [name for name in names if "'" not in name and not name.startswith(("0x", "(")) and not LIBRARY.match(name)]
    options.output.write_text("".join(f"{name}\n" for name in kept))
    print(f"{len(kept)} functions")


if __name__ == "__main__":
    main()
