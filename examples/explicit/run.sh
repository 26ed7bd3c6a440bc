#!/bin/sh
# Builds the bar, runs it at the time step, a quarter and a sixteenth of it, compares the stresses and draws them.
# Usage: examples/explicit/run.sh [FOLDER OF THE PLUGIN] (default: artifacts/plugin). Needs gfortran and awk.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
plugin=${1:-$root/artifacts/plugin}
plugin=$(cd "$plugin" && pwd) || { echo "The plugin is not in '${1:-artifacts/plugin}': ./build.sh plugin makes it." >&2; exit 2; }
command -v gfortran >/dev/null || { echo "'gfortran' is not on the PATH; on Debian: apt-get install gfortran" >&2; exit 2; }
out=$root/artifacts/explicit
mkdir -p "$out" && cd "$out"
gfortran -O2 -Wall -Wextra -fimplicit-none -J . -o bar "$plugin/umat_surrogate.f90" "$here/bar.f90" -L "$plugin" -lumatsurrogate -Wl,-rpath,"$plugin"
export UMAT_SURROGATE_CONFIG="$here/umat-surrogate.json"
for refinement in 1 4 16; do
    ./bar $refinement bar_$refinement.csv
done
awk -f "$here/compare.awk" bar_1.csv bar_4.csv bar_16.csv | tee comparison.txt
awk -f "$here/draw.awk" bar_1.csv bar_4.csv bar_16.csv > bar.svg
echo "Picture: $out/bar.svg"
