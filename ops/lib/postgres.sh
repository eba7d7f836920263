#!/usr/bin/env bash
# Finds PostgreSQL, and keeps a private cluster of it in a folder of the project.
#
#   postgres.sh find                     prints where PostgreSQL comes from: given | container | installed | install
#   postgres.sh obtain DIR               makes that one ready; prints an administrator's Npgsql connection string
#   postgres.sh release DIR              stops what obtain started
#   postgres.sh start DIR [KIND]         makes (if missing) and starts a private cluster in DIR; prints the same
#   postgres.sh pid DIR                  prints the process id of that cluster's server; fails when it does not run
#   postgres.sh stop DIR                 stops that cluster; a throwaway one is deleted as well
#
# KIND is --throwaway for tests: quick, worth nothing after a power cut and short of the last commits after a kill -9;
# or --throwaway-durable for tests of just that, and for measurements.
# REPORTING_POSTGRES         an administrator's Npgsql connection string; comes before everything else
# REPORTING_POSTGRES_PLACES  folders (patterns) to look for server programs in, beside PATH
set -euo pipefail
umask 077

oldest_major=15
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
default_places='/usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin'
places=${REPORTING_POSTGRES_PLACES:-$default_places}

fail() {
  echo "$*" >&2
  exit 1
}

is_root() { [ "$(id -u)" = 0 ]; }

# PostgreSQL refuses to run as root, so root hands over to the user that Debian's package makes.
as_server() {
  if is_root; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

can_be_server() { ! is_root || { command -v runuser && id -u postgres; } >/dev/null 2>&1; }

# The folder with the newest server programs, or with those of the major version asked for.
programs() {
  local wanted=${1:-} best='' best_major=0 on_path place major
  on_path=$(command -v postgres || true)
  # shellcheck disable=SC2086 # the places are patterns
  for place in ${on_path:+"${on_path%/*}"} $places; do
    if [ ! -x "$place/postgres" ] || [ ! -x "$place/initdb" ] || [ ! -x "$place/pg_ctl" ]; then continue; fi
    major=$("$place/postgres" --version 2>/dev/null | sed -nE 's/^postgres \(PostgreSQL\) ([0-9]+).*/\1/p')
    [ "${major:-0}" -ge "$oldest_major" ] || continue
    [ -z "$wanted" ] || [ "$major" = "$wanted" ] || continue
    if [ "$major" -gt "$best_major" ]; then
      best=$place
      best_major=$major
    fi
  done
  [ -n "$best" ] && echo "$best"
}

find_source() {
  if [ -n "${REPORTING_POSTGRES:-}" ]; then
    echo given
  elif "$here/container.sh" engine >/dev/null; then
    echo container
  elif can_be_server && programs >/dev/null; then
    echo installed
  elif is_root && command -v apt-get >/dev/null; then
    echo install
  else
    fail "No PostgreSQL found: set REPORTING_POSTGRES to an administrator's connection string (Npgsql's form)," \
      "or start a container engine (docker or podman, with compose)," \
      "or install the server programs of PostgreSQL $oldest_major or later (Debian: apt-get install postgresql)."
  fi
}

# ---- where the private cluster lives ----

absolute() { (cd "$1" && pwd -P); }

server_can_use() {
  chown postgres "$1" 2>/dev/null && chmod 700 "$1" && as_server test -r "$1" -a -w "$1" -a -x "$1" && return
  chown 0 "$1"
  return 1
}

# A project under /root cannot be reached by the user postgres: its cluster then lives with that user, under a name made from
# the project's path, and DIR only says where. Without that note the folder belongs to a project folder that was deleted.
elsewhere() {
  local dir=$1 name parent home
  name=reporting-$(cksum <<<"$dir" | cut -d ' ' -f 1)
  for parent in "$(getent passwd postgres | cut -d : -f 6)" /var/tmp; do
    home=$parent/$name
    if [ ! -f "$dir/elsewhere" ] && as_server test -O "$home" && [ ! -L "$home" ]; then
      stop_cluster "$home" INT
      as_server rm -rf "$home"
    fi
    as_server mkdir -p "$home" 2>/dev/null || continue
    # Others may write to /var/tmp: a folder that someone else made in advance is not used.
    if as_server test -O "$home" && [ ! -L "$home" ]; then
      as_server chmod 700 "$home"
      echo "$home" >"$dir/elsewhere"
      echo "$home"
      return
    fi
  done
  fail "The user postgres can use neither $dir nor its own home folder: move the project to a folder that this user can reach."
}

home_of() {
  local dir=$1
  if [ -f "$dir/elsewhere" ]; then cat "$dir/elsewhere"; else echo "$dir"; fi
}

prepare_home() {
  local dir=$1
  if ! is_root; then
    chmod 700 "$dir"
    echo "$dir"
  elif [ ! -f "$dir/elsewhere" ] && server_can_use "$dir"; then
    echo "$dir"
  else
    elsewhere "$dir"
  fi
}

# ---- which processes are ours ----

# A process id alone proves nothing after a crash: it may be a zombie, or belong to another program by now.
works_in() {
  local pid=$1 data=$2
  if [ -d /proc/self ]; then
    [ "$(readlink "/proc/$pid/cwd" 2>/dev/null)" = "$data" ] && [[ "$(readlink "/proc/$pid/exe" 2>/dev/null)" == */postgres* ]]
  else
    [[ "$(ps -o args= -p "$pid" 2>/dev/null)" == *postgres*"$data"* ]]
  fi
}

server_pid() {
  local data=$1/data pid
  pid=$(head -n 1 "$data/postmaster.pid" 2>/dev/null) || return 1
  [[ "$pid" =~ ^[0-9]+$ ]] && works_in "$pid" "$data" && echo "$pid"
}

is_ready() {
  local state
  state=$(sed -n 8p "$1/data/postmaster.pid" 2>/dev/null) || return 1
  [[ "$state" == ready* ]] && server_pid "$1" >/dev/null
}

processes_in() {
  local entry pid
  find /proc -maxdepth 2 -name cwd -lname "$1" 2>/dev/null | while IFS= read -r entry; do
    pid=${entry#/proc/}
    pid=${pid%/cwd}
    if works_in "$pid" "$1"; then echo "$pid"; fi
  done
}

# After a kill -9 of the server its children leave by themselves, unless one is deep in a computation: those are ended.
# PostgreSQL itself deals with a left-over pid file, except where that number is taken again (or is a zombie).
clear_remains() {
  local home=$1 data=$1/data pid attempt
  [ -f "$data/postmaster.pid" ] && [ -d /proc/self ] || return 0
  for ((attempt = 0; attempt < 20; attempt++)); do
    [ -n "$(processes_in "$data")" ] || break
    sleep 0.1
  done
  for pid in $(processes_in "$data"); do kill -KILL "$pid" 2>/dev/null || true; done
  pid=$(head -n 1 "$data/postmaster.pid")
  if [[ ! "$pid" =~ ^[0-9]+$ ]] || [ -d "/proc/$pid" ]; then as_server rm -f "$data/postmaster.pid"; fi
}

# ---- start and stop ----

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Below the range that Linux and macOS hand to outgoing connections, so that the port is still free at the next start.
choose_port() {
  local port
  port=$(cat "$1/port" 2>/dev/null || true)
  while [ -z "$port" ] || ! is_free "$port"; do port=$((20000 + RANDOM % 12000)); done
  echo "$port"
}

write_as_server() {
  local file=$1
  # shellcheck disable=SC2016 # expanded by the inner shell
  as_server sh -c 'umask 077; cat >"$1"' - "$file"
}

settings() {
  local port=$1 kind=$2
  cat <<SETTINGS
# Written at each start.
listen_addresses = '127.0.0.1'
port = $port
# A socket's path may be at most 107 characters long, a project's folder may be deeper.
unix_socket_directories = ''
timezone = 'UTC'
log_timezone = 'UTC'
# Statements may hold what was filed: they stay out of the log.
log_min_error_statement = panic
jit = off
SETTINGS
  if [ "$kind" = throwaway ]; then
    cat <<SETTINGS
max_connections = 300
shared_buffers = 128MB
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 1h
SETTINGS
  else
    cat <<SETTINGS
max_connections = 200
shared_buffers = 256MB
fsync = on
full_page_writes = on
synchronous_commit = on
max_wal_size = 2GB
SETTINGS
  fi
}

create_cluster() {
  local home=$1 bin=$2 kind=$3 fresh=$1/data.new locale=C
  local -a options=(--username=postgres --auth=scram-sha-256 --encoding=UTF8 --data-checksums)
  if grep -qix 'c\.utf-\?8' <<<"$(locale -a 2>/dev/null)"; then locale=C.UTF-8; fi
  if [ "$kind" != durable ]; then options+=(--no-sync); fi
  as_server rm -rf "$fresh"
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n' | write_as_server "$home/password"
  as_server "$bin/initdb" -D "$fresh" --pwfile="$home/password" --locale="$locale" "${options[@]}" 2>&1 | write_as_server "$home/initdb.log" ||
    fail "PostgreSQL's initdb failed; the reason is in $home/initdb.log."
  # shellcheck disable=SC2016 # expanded by the inner shell
  as_server sh -c 'echo "include '\''reporting.conf'\''" >>"$1/postgresql.conf"' - "$fresh"
  # Renamed only when whole: a run killed in between begins again.
  as_server mv "$fresh" "$home/data"
}

launch() {
  local home=$1 bin=$2 kind=$3 attempt port
  clear_remains "$home"
  for ((attempt = 0; attempt < 20; attempt++)); do
    port=$(choose_port "$home")
    settings "$port" "$kind" | write_as_server "$home/data/reporting.conf"
    write_as_server "$home/log" </dev/null
    if as_server "$bin/pg_ctl" start -D "$home/data" -l "$home/log" -w -t 300 -s >/dev/null 2>&1 9>&-; then
      write_as_server "$home/port" <<<"$port"
      return
    fi
    # Worth another try: somebody took the port in between, or the children of a killed server have not let go yet.
    grep -qE 'could not bind|could not create any TCP/IP sockets|shared memory block' "$home/log" || break
    sleep 0.5
  done
  fail "PostgreSQL did not start; the reason is in $home/log."
}

# Of two starts at a time one waits for the other. The server must not inherit the lock (9>&- above).
take_lock() {
  exec 9>"$1/lock"
  if command -v flock >/dev/null; then flock -w 120 9 || fail "Another start of the PostgreSQL in $1 has taken over two minutes."; fi
}

start() {
  local kind=$2 dir home bin major='' attempt
  # The folders above stay passable, or the user postgres could not reach its own.
  (umask 022 && mkdir -p "$1")
  dir=$(absolute "$1")
  if ! can_be_server || ! programs >/dev/null; then "$here/debian.sh" postgresql "a private PostgreSQL"; fi
  can_be_server || fail "PostgreSQL refuses to run as root and there is no user postgres to hand over to: create one (useradd --system postgres)."
  home=$(prepare_home "$dir")
  take_lock "$home"
  if [ -f "$home/data/PG_VERSION" ]; then major=$(cat "$home/data/PG_VERSION"); fi
  bin=$(programs "$major") || fail "The data in $home was made by PostgreSQL $major, which is not installed: install it, or delete that folder to begin anew."
  if [ "$kind" != durable ]; then write_as_server "$home/throwaway" </dev/null; fi
  [ -d "$home/data" ] || create_cluster "$home" "$bin" "$kind"
  for ((attempt = 0; attempt < 600; attempt++)); do
    if is_ready "$home"; then
      echo "Host=127.0.0.1;Port=$(sed -n 4p "$home/data/postmaster.pid");Username=postgres;Password=$(cat "$home/password");Database=postgres"
      return
    fi
    # Alive and not ready is on its way up or down; either ends soon.
    if ! server_pid "$home" >/dev/null; then launch "$home" "$bin" "$kind"; else sleep 0.1; fi
  done
  fail "PostgreSQL is neither up nor down after a minute; what it says is in $home/log."
}

stop_cluster() {
  local home=$1 signal=$2 pid attempt
  pid=$(server_pid "$home") || return 0
  kill "-$signal" "$pid" 2>/dev/null || true
  for ((attempt = 0; attempt < 600; attempt++)); do
    works_in "$pid" "$home/data" || return 0
    # Half a minute is enough for a tidy stop; after that it may stop as if the power had failed, and recover next time.
    if [ "$attempt" = 300 ]; then kill -QUIT "$pid" 2>/dev/null || true; fi
    sleep 0.1
  done
  fail "The PostgreSQL in $home (process $pid) did not stop within a minute."
}

stop() {
  local dir home
  [ -d "$1" ] || return 0
  dir=$(absolute "$1")
  home=$(home_of "$dir")
  if [ ! -f "$home/throwaway" ]; then
    stop_cluster "$home" INT
  else
    stop_cluster "$home" QUIT
    rm -rf "$home" "$dir"
  fi
}

obtain() {
  case $(find_source) in
    given) echo "$REPORTING_POSTGRES" ;;
    container) "$here/container.sh" start "$1" ;;
    installed | install) start "$1" durable ;;
    *) exit 1 ;; # find_source has said why
  esac
}

# Goes by what lies in the folder: the finding may have another result by now.
release() {
  if [ -f "$1/container-password" ] && "$here/container.sh" engine >/dev/null; then "$here/container.sh" stop "$1"; fi
  stop "$1"
}

usage() {
  fail "usage: postgres.sh find | obtain DIR | release DIR | start DIR [--throwaway | --throwaway-durable] | pid DIR | stop DIR"
}

case "${1:-}:$#:${3:-}" in
  find:1:) find_source ;;
  obtain:2:) obtain "$2" ;;
  release:2:) release "$2" ;;
  start:2:) start "$2" durable ;;
  start:3:--throwaway | start:3:--throwaway-durable) start "$2" "${3#--}" ;;
  pid:2:) server_pid "$(home_of "$(absolute "$2")")" ;;
  stop:2:) stop "$2" ;;
  *) usage ;;
esac
