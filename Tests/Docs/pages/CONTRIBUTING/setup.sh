# The programs of a checkout that take minutes; what they are called with is looked at.
mkdir -p .venv/bin .ci
for program in .venv/bin/python .ci/swift; do
  printf '#!/bin/sh\necho "${0##*/} $*" >>/tmp/calls\n' >$program
  chmod +x $program
done
