#!/bin/sh
# The published site in a real browser: ./tests/browser/run.sh [FOLDER | --stress]
#
# Without a folder content/ is built into .quality/site/ and tested; with one, the built site that lies there; with
# --stress a site of over a thousand sessions and every extreme (stress.py), built into .quality/stress/.
# Needs Node 20.19 or newer. Debian's chromium is installed by apt where there is none; npm packages go to .quality/,
# among them a Node that Lighthouse can do with where ours is older than 22.19.
# SITE_WIDTHS, SITE_SCHEMES narrow the accessibility run (320,768,1280 and light,dark); SITE_HTML_KB is what a page may
# weigh; SITE_LIGHTHOUSE=no leaves Lighthouse out; CHROMIUM names another browser.
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
recapgen=${RECAPGEN:-$( [ -x .venv/bin/recapgen ] && echo .venv/bin/recapgen || command -v recapgen || true)}
if [ -z "$site" ]; then
  site=.quality/site
  "$recapgen" build --quiet --base-url https://site.example/ --output "$site"
elif [ "$site" = --stress ]; then
  site=.quality/stress/output
  recapgen=$(realpath -s "$recapgen")
  "$(dirname "$recapgen")/python" $here/stress.py .quality/stress
  (cd .quality/stress && "$recapgen" build --quiet)
  export SITE_HTML_KB="${SITE_HTML_KB:-110}" # 300 sessions on one page
fi

# Modules are looked for beside the script that imports them.
cp $here/*.mjs $here/htmlvalidate.json $here/words.json "$work/"
wrong=0
node "$work/site.mjs" "$site" || wrong=1
if [ "${SITE_LIGHTHOUSE:-yes}" != no ]; then
  modern='const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 19) ? 0 : 1)'
  node=node
  node -e "$modern" || node=$(ls "$work"/node_modules/node-linux-*/bin/node)
  "$node" "$work/lighthouse.mjs" "$site" || wrong=1
fi
exit $wrong
