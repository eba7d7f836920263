#!/usr/bin/env bash
# Outlives a test run: reap.sh PID DIR stops the throwaway cluster in DIR as soon as the process PID is gone, however it went.
set -euo pipefail

pid=$1
dir=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)

# The start time tells the process from a later one with the same number.
identity() { ps -o lstart= -p "$pid" 2>/dev/null || cut -d ' ' -f 22 "/proc/$pid/stat" 2>/dev/null || true; }

born=$(identity)
while [ -d "$dir" ] && [ -n "$born" ] && [ "$(identity)" = "$born" ]; do sleep 1; done
"$here/postgres.sh" stop "$dir"
