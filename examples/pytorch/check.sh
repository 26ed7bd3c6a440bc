#!/bin/sh
# Checks train.py against the C# tool: features, forward pass, a tiny training; see README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet build -c Release -v quiet "$root/src/UmatSurrogate.Cli" > /dev/null
tool() { dotnet run --no-build -c Release --project "$root/src/UmatSurrogate.Cli" -- "$@"; }

tool dataset generate --spec "$root/examples/datasets/tiny.yaml" --out "$work/data" --quiet
tool microstructure --grains 8 --seed 5 --out "$work/ve.json" --quiet
tool path --kind random --seed 3 --out "$work/path.csv" --quiet

for features in paper bishop-hill cluster; do
    for kind in gru/components lmsc/components linear/components gru/invariants linear/invariants; do
        cell=${kind%/*} inputs=${kind#*/}
        [ "$features/$inputs" != paper/invariants ] || continue
        spec="$work/train.yaml"
        printf 'features: %s\ncell: %s\ninputs: %s\nbishop_hill_sharpness: 20\nhidden_size: 16\nbatch: 16\nepochs: 2\nsequence_points: [10, 40]\ntensor_basis: %s\nthreads: 1\n' \
            "$features" "$cell" "$inputs" "$([ "$features" = paper ] && echo false || echo true)" > "$spec"
        tool dataset export "$work/data" --out "$work/data.safetensors" --features "$spec" --quiet
        "$python" "$here/check.py" features "$work/data.safetensors" "$spec"
        tool train --dataset "$work/data" --spec "$spec" --out "$work/trained.safetensors" --quiet
        "$python" "$here/check.py" thin "$work/trained.safetensors" "$work/path.csv" "$work/thin.csv"
        tool predict --model "$work/trained.safetensors" --microstructure "$work/ve.json" --path "$work/thin.csv" --out "$work/history.csv" --quiet
        "$python" "$here/check.py" forward "$work/trained.safetensors" "$work/ve.json" "$work/history.csv"
    done
done

# The constants of interacting grains: what the fit computes, a fit of seconds (twice the same), and a training with what it has written.
printf 'features: cluster\nhidden_size: 16\nbatch: 16\nepochs: 2\nsequence_points: [10, 40]\nthreads: 1\n' > "$work/train.yaml"
tool dataset export "$work/data" --out "$work/data.safetensors" --features "$work/train.yaml" --quiet
"$python" "$here/check.py" fit "$work/data.safetensors" "$work/train.yaml"
for name in constants again; do
    "$python" "$here/fit_cluster.py" --data "$work/data.safetensors" --simulations 24 --sweeps 2 --iterations 20 --batch 8 --points 12 --out "$work/$name.yaml" 2> /dev/null | tail -n 2
done
cmp "$work/constants.yaml" "$work/again.yaml"
cat "$work/constants.yaml" >> "$work/train.yaml"
tool dataset export "$work/data" --out "$work/data.safetensors" --features "$work/train.yaml" --quiet
"$python" "$here/check.py" features "$work/data.safetensors" "$work/train.yaml"
"$python" "$here/check.py" fit "$work/data.safetensors" "$work/train.yaml"
tool train --dataset "$work/data" --spec "$work/train.yaml" --out "$work/trained.safetensors" --quiet
tool info "$work/trained.safetensors" | grep cluster

# A model that PyTorch has trained: the C# tool takes it, and both compute the same stress.
tool dataset export "$work/data" --out "$work/data.safetensors" --quiet
for inputs in components invariants; do
    spec="$work/tiny.train.yaml"
    { cat "$here/tiny.train.yaml"; echo "inputs: $inputs"; } > "$spec"
    "$python" "$here/train.py" --data "$work/data.safetensors" --spec "$spec" --out "$work/pytorch.safetensors" | tail -n 2
    "$python" "$here/check.py" thin "$work/pytorch.safetensors" "$work/path.csv" "$work/thin.csv"
    tool predict --model "$work/pytorch.safetensors" --microstructure "$work/ve.json" --path "$work/thin.csv" --out "$work/history.csv" --quiet
    "$python" "$here/check.py" forward "$work/pytorch.safetensors" "$work/ve.json" "$work/history.csv"
    tool evaluate --model "$work/pytorch.safetensors" --dataset "$work/data" --out "$work/report-$inputs" --quiet
    "$python" -c "import json, sys; r = json.load(open(sys.argv[1])); print('evaluate: mean error %.2f MPa, blind %s' % (r['mean_error_MPa'], r.get('blind_error_MPa')))" "$work/report-$inputs/report.json"
done
