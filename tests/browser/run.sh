#!/bin/sh
# The published site in a real browser: ./tests/browser/run.sh [FOLDER | --stress]
#
# Without a folder content/ is built into .quality/site/ and tested; with one, the built site that lies there; with
# --stress a site of over a thousand sessions and every extreme (stress.py), built into .quality/stress/.
#
# Installs what is missing: Chromium and npm by apt, where that may be done; packages of npm into .quality/, among them
# a Node that Lighthouse can do with where ours is older than 22.19. What can't be had is said, and the exit code is 2;
# with SITE_OPTIONAL=yes the run is then left out, and the code is 0.
# SITE_WIDTHS, SITE_SCHEMES narrow the accessibility run (320,768,1280 and light,dark); SITE_HTML_KB is what a page may
# weigh; SITE_LIGHTHOUSE=no leaves Lighthouse out; SITE_TIMES=yes: its times count too; CHROMIUM names another browser.
set -eu
cd "$(dirname "$0")/../.."
here=tests/browser
work=.quality/browser

without() {
  echo "test-site: the site was NOT looked at in a browser: $1" >&2
  [ "${SITE_OPTIONAL:-no}" = yes ] && exit 0
  exit 2
}

# Packages of Debian; says no where there is no apt, or nobody may use it.
install() {
  command -v apt-get >/dev/null || return 1
  as=
  [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null && as="sudo -n"; } || return 1
  get="$as env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=2 -o Acquire::http::Timeout=30"
  echo "test-site: installing $*" >&2
  $get install -y --no-install-recommends "$@" >/dev/null 2>&1 ||
    { $get update && $get install -y --no-install-recommends "$@"; } >/dev/null 2>&1
}

browser() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }
CHROMIUM=${CHROMIUM:-$(browser)}
if [ -z "$CHROMIUM" ]; then
  install chromium fonts-noto-core || without "there is no Chromium, and it can't be installed here"
  CHROMIUM=$(browser)
fi
export CHROMIUM
command -v npm >/dev/null || install nodejs npm || without "there is no npm, and it can't be installed here"

mkdir -p "$work"
if ! cmp -s $here/package.json $work/package.json || ! cmp -s $here/package-lock.json $work/package-lock.json; then
  cp $here/package.json $here/package-lock.json "$work/"
  # Node knows no authorities but its own: those of the machine are told to it.
  all=/etc/ssl/certs/ca-certificates.crt
  [ -n "${NODE_EXTRA_CA_CERTS:-}" ] || [ ! -r $all ] || export NODE_EXTRA_CA_CERTS=$all
  echo "test-site: fetching packages from npm" >&2
  timeout 240 npm ci --prefix "$work" --silent --no-audit --no-fund --ignore-scripts --prefer-offline \
    --fetch-retries=1 --fetch-retry-mintimeout=2000 --fetch-timeout=60000 || {
    rm -f "$work/package.json"
    without "npm can't fetch the packages of $here/package.json"
  }
fi
modern='const [a, b] = process.versions.node.split("."); process.exit(a > 22 || (a == 22 && b >= 19) ? 0 : 1)'
node=node
node -e "$modern" || node=$(ls "$work"/node_modules/node-linux-*/bin/node 2>/dev/null) ||
  without "Node 22.19 or newer is needed, and npm has none for this machine"

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
"$node" "$work/site.mjs" "$site" || wrong=1
[ "${SITE_LIGHTHOUSE:-yes}" = no ] || "$node" "$work/lighthouse.mjs" "$site" || wrong=1
exit $wrong
