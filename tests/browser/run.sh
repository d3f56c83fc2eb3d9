#!/bin/sh
# The published site in a real browser: ./tests/browser/run.sh [FOLDER]
#
# Without a folder content/ is built into .quality/site/ and tested; with one, the built site that lies there.
# Needs Node 20.19 or newer. Debian's chromium is installed by apt where there is none; npm packages go to .quality/.
# SITE_WIDTHS, SITE_SCHEMES narrow the accessibility run (320,1280 and light,dark); CHROMIUM names another browser.
set -eu
cd "$(dirname "$0")/../.."
here=tests/browser
work=.quality/browser

node --version >/dev/null 2>&1 || { echo "Node 20.19 or newer is needed" >&2; exit 2; }
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}
if [ -z "$CHROMIUM" ]; then
  as=; [ "$(id -u)" = 0 ] || as=sudo
  $as apt-get install -y --no-install-recommends chromium fonts-noto-core >/dev/null ||
    { $as apt-get update && $as apt-get install -y --no-install-recommends chromium fonts-noto-core; } >/dev/null
  CHROMIUM=$(command -v chromium)
fi
export CHROMIUM

mkdir -p "$work"
if ! cmp -s $here/package.json $work/package.json || ! cmp -s $here/package-lock.json $work/package-lock.json; then
  cp $here/package.json $here/package-lock.json "$work/"
  (cd $work && npm ci --silent --no-audit --no-fund --ignore-scripts) || { rm -f $work/package.json; exit 2; }
fi

site=${1:-}
if [ -z "$site" ]; then
  site=.quality/site
  recapgen=${RECAPGEN:-$( [ -x .venv/bin/recapgen ] && echo .venv/bin/recapgen || command -v recapgen )}
  "$recapgen" build --quiet --base-url https://site.example/ --output "$site"
fi

# Modules are looked for beside the script that imports them.
cp $here/*.mjs $here/htmlvalidate.json $here/words.json "$work/"
exec node "$work/site.mjs" "$site"
