#!/bin/bash
# The action's one step. SECURELLM_VERSION: which version; SECURELLM_DOWNLOADS: another place than the releases on GitHub.
set -euo pipefail

fail() {
  echo "::error title=securellm::$1" >&2
  exit 1
}

here=$(cd "$(dirname "$0")" && pwd)
sources=$here/../../Sources/Server/securellm/Securellm.swift
version=${SECURELLM_VERSION:-$(sed -n 's/.*static let version = "\([^"]*\)".*/\1/p' "$sources")}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "the version is three numbers, such as 0.1.0, without a v"
[[ $(uname -s) == Linux ]] || fail "there are releases for Linux only, not for $(uname -s)"
machine=$(uname -m)
[[ $machine == x86_64 || $machine == aarch64 ]] || fail "there are releases for x86_64 and aarch64, not for $machine"

downloads=${SECURELLM_DOWNLOADS:-https://github.com/securellm/securellm/releases/download}
name=securellm-$version-linux-$machine
folder=${RUNNER_TEMP:?is set by runners}/securellm-$version
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"
for file in "$name.tar.gz" SHA256SUMS; do
  curl --fail --silent --show-error --location --retry 3 --output "$file" "$downloads/v$version/$file" \
    || fail "$downloads/v$version/$file cannot be downloaded: is there a release $version?"
done
grep -F -- "  $name.tar.gz" SHA256SUMS | sha256sum --check --strict --quiet >&2 \
  || fail "$name.tar.gz is not what the release's SHA256SUMS says: nothing was installed"
tar -xzf "$name.tar.gz"
installed=$("$name/bin/securellm" --version) \
  || fail "the program does not start here: it needs glibc 2.36 or newer, and libsqlite3 and libyaml (apt-get install libsqlite3-0 libyaml-0-2)"

echo "$folder/$name/bin" >>"$GITHUB_PATH"
echo "version=$version" >>"$GITHUB_OUTPUT"
if [[ ${SECURELLM_ANNOTATE:-true} == true ]]; then
  echo "::add-matcher::$here/problems.json"
fi
echo "securellm $installed is on PATH"
