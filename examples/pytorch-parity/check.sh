#!/bin/sh
# Checks a surrogate (default: the starter model) against PyTorch on random paths; see README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
model=${1:-$root/examples/models/starter.safetensors}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tool() { dotnet run -c Release --project "$root/src/UmatSurrogate.Cli" -- "$@"; }

for seed in 1 2 3; do
    tool microstructure --grains 20 --seed "$seed" --out "$work/ve.json" --quiet
    tool path --kind random --seed "$seed" --out "$work/path.csv" --quiet
    tool predict --model "$model" --microstructure "$work/ve.json" --path "$work/path.csv" --out "$work/history.csv" --quiet
    /usr/bin/python3 "$here/check_surrogate.py" "$model" "$work/ve.json" "$work/history.csv"
done
