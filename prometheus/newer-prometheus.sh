#!/usr/bin/env bash
# Brings newer versions of Prometheus for the tests, from Debian's newer suites, into .versions/ beside this file:
# trixie has 2.53, sid has 3.5 or later. Nothing is installed into the system, and apt's own lists are left alone.
set -eu
cd "$(dirname "$0")"
# The mirror that apt uses here, unless another is named.
mirror=${DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' "Created-By: Packages" | grep -v security | head -1)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for suite in trixie sid; do
    mkdir -p "$work/$suite/lists/partial" "$work/$suite/cache/archives/partial"
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$mirror" "$suite" \
        >"$work/$suite/sources.list"
    apt_options=(-qq -o "Dir::Etc::sourcelist=$work/$suite/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o "Dir::State::lists=$work/$suite/lists" -o "Dir::Cache=$work/$suite/cache")
    apt-get "${apt_options[@]}" update
    for package in prometheus promtool prometheus-alertmanager; do
        (cd "$work/$suite" && apt-get "${apt_options[@]}" -o APT::Sandbox::User=root download "$package")
    done
    rm -rf ".versions/$suite" && mkdir -p ".versions/$suite"
    for package in "$work/$suite"/*.deb; do
        dpkg -x "$package" ".versions/$suite"
    done
    # The programs are all that is needed; documents of others would be taken for the project's own.
    rm -rf ".versions/$suite/etc" ".versions/$suite/lib" ".versions/$suite/var" ".versions/$suite/usr/lib" \
        ".versions/$suite/usr/share"
    ".versions/$suite/usr/bin/promtool" --version | head -1
done
