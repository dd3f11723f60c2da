#!/bin/sh
# Makes dist/desk of the sources. Part of the gateway's build (MakeDesk in Gateway.csproj), where nothing happens when no source changed.
# Without npm, or where its packages cannot be had, there is no desk and the build goes on; a fault in the sources is an error.
set -eu
cd "$(dirname "$0")"
mkdir -p dist

without() {
    echo "The gateway is built without its desk: $1."
    rm -rf dist/desk
    date >dist/made # until a source changes, or dist is removed
    exit 0
}

command -v npm >/dev/null || without "npm is missing"
# npm writes its own copy of the lock file last: it is as old as what is installed.
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    timeout 240 npm ci --prefer-offline >dist/install.log 2>&1 || {
        # A lock file that does not fit is a fault of ours.
        ! grep -q EUSAGE dist/install.log || { cat dist/install.log; exit 1; }
        without "its packages could not be installed, see gateway/Console/dist/install.log"
    }
    touch node_modules/.package-lock.json
fi
# Debian's Node may be older than what the tools need; npm brings one then.
if node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null; then
    npm run --silent build >dist/build.log 2>&1 || { cat dist/build.log; exit 1; }
else
    npx --yes --package=node@22 node --version >dist/install.log 2>&1 || without "Node is too old, and a newer one could not be had"
    npx --yes --package=node@22 npm run --silent build >dist/build.log 2>&1 || { cat dist/build.log; exit 1; }
fi
date >dist/made
