#!/usr/bin/env bash
# Makes sure of one Debian package: debian.sh PACKAGE WHAT-FOR
# As root on Debian it is installed; anywhere else the answer is one sentence that names it.
set -euo pipefail

package=${1:?usage: debian.sh PACKAGE WHAT-FOR}
purpose=${2:?usage: debian.sh PACKAGE WHAT-FOR}

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "Install the package '$package' (needed for $purpose) and try again." >&2
  exit 1
fi

echo "Installing the Debian package $package (needed for $purpose) ..." >&2

install_package() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 "$package" </dev/null 2>&1
}

# A fresh machine has no package lists, and old lists name files that are gone: refresh them only when the first try says so.
if ! output=$(install_package); then
  apt-get update -q -o DPkg::Lock::Timeout=300 </dev/null >/dev/null 2>&1 || true
  if ! output=$(install_package); then
    printf '%s\n' "$output" | tail -n 3 >&2
    echo "The Debian package '$package' (needed for $purpose) could not be installed: install it by hand and try again." >&2
    exit 1
  fi
fi
