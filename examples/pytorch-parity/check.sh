#!/bin/sh
# Checks surrogates (default: the starter and the full-field model) against PyTorch on random paths; see README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
[ $# -gt 0 ] || set -- "$root/examples/models/starter.safetensors" "$root/examples/models/full-field.safetensors"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tool() { dotnet run -c Release --project "$root/src/UmatSurrogate.Cli" -- "$@"; }

for model; do
    for seed in 1 2 3; do
        tool microstructure --grains 20 --seed "$seed" --out "$work/ve.json" --quiet
        tool path --kind random --seed "$seed" --out "$work/path.csv" --quiet
        tool predict --model "$model" --microstructure "$work/ve.json" --path "$work/path.csv" --out "$work/history.csv" --quiet
        /usr/bin/python3 "$here/check_surrogate.py" "$model" "$work/ve.json" "$work/history.csv"
    done
done
