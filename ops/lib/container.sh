#!/usr/bin/env bash
# PostgreSQL in a container, by the docker-compose.yml of the project.
#
#   container.sh engine     prints docker or podman, the first that answers; fails when none does
#   container.sh start DIR  starts the container, its password kept in DIR; prints an administrator's Npgsql connection string
#   container.sh stop DIR   stops it; its data stay in a volume
set -euo pipefail
umask 077

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

bounded() {
  if command -v timeout >/dev/null; then timeout 5 "$@"; else "$@"; fi
}

# A client without an engine behind it is common, and one that hangs is too.
engine() {
  local candidate
  for candidate in docker podman; do
    if command -v "$candidate" && bounded "$candidate" info && bounded "$candidate" compose version; then
      echo "$candidate" >&3
      return
    fi
  done 3>&1 >/dev/null 2>&1 </dev/null
  return 1
}

compose() {
  local program
  program=$(engine) || {
    echo "No container engine answers any more: start docker or podman (with compose)." >&2
    exit 1
  }
  # One container a checkout: two folders of the same name do not share data.
  "$program" compose --file "$root/docker-compose.yml" --project-name "reporting-$(cksum <<<"$root" | cut -d ' ' -f 1)" "$@"
}

password_of() {
  local file=$1/container-password
  mkdir -p "$1"
  if [ ! -s "$file" ]; then od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$file"; fi
  cat "$file"
}

case "${1:-}:$#" in
  engine:1)
    engine
    ;;
  start:2)
    REPORTING_POSTGRES_PASSWORD=$(password_of "$2")
    export REPORTING_POSTGRES_PASSWORD
    compose up --detach --wait postgres </dev/null >&2
    address=$(compose port postgres 5432)
    echo "Host=127.0.0.1;Port=${address##*:};Username=postgres;Password=$REPORTING_POSTGRES_PASSWORD;Database=postgres"
    ;;
  stop:2)
    REPORTING_POSTGRES_PASSWORD=$(password_of "$2") compose stop </dev/null >&2
    ;;
  *)
    echo "usage: container.sh engine | start DIR | stop DIR" >&2
    exit 1
    ;;
esac
