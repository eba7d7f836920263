#!/usr/bin/env bash
# Builds in Release, once for all commands: what ./ops/test built ./ops/run starts, and the other way round.
#
#   build.sh server    what ./ops/run needs; nothing at all when no source changed since the last build
#   build.sh cli       what ./ops/reporting needs, in the same way
#   build.sh solution  everything, tests included
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cd "$root"
server_stamp=src/Reporting.Server/bin/Release/built-from
cli_stamp=src/Reporting.Cli/bin/Release/built-from

if ! command -v dotnet >/dev/null; then
  echo "Install the .NET SDK that global.json names (https://dot.net) and try again." >&2
  exit 1
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# By content, not by time: a checkout or a rewrite of generated code touches files without changing them.
fingerprint() {
  find src schemas Directory.*.props global.json -type f -not -path '*/bin/*' -not -path '*/obj/*' -print0 |
    LC_ALL=C sort -z | xargs -0 cksum | cksum
}

# No resident compiler and no waiting nodes: a command leaves no process behind.
build() { dotnet build "$1" -c Release --disable-build-servers -v quiet -clp:NoSummary </dev/null; }

mkdir -p .reporting
exec 9>.reporting/build.lock
if command -v flock >/dev/null; then flock 9; fi

sources=$(fingerprint)
case "${1:-}" in
  server)
    if [ "$(cat "$server_stamp" 2>/dev/null)" = "$sources" ]; then exit 0; fi
    echo "Building ..." >&2
    for project in src/Reporting.Server src/Reporting.Cli; do build "$project" 9>&-; done
    ;;
  cli)
    if [ "$(cat "$cli_stamp" 2>/dev/null)" = "$sources" ]; then exit 0; fi
    echo "Building ..." >&2
    build src/Reporting.Cli 9>&-
    ;;
  solution)
    build Reporting.sln 9>&-
    ;;
  *)
    echo "usage: build.sh server | cli | solution" >&2
    exit 1
    ;;
esac
mkdir -p "${server_stamp%/*}" "${cli_stamp%/*}"
if [ "$1" != cli ]; then echo "$sources" >"$server_stamp"; fi
echo "$sources" >"$cli_stamp"
