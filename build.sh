#!/bin/sh
# Thin wrapper of the build program in src/UmatSurrogate.Build. Usage: ./build.sh TARGET (no target: the list of targets).
set -eu
cd "$(dirname "$0")"
if ! command -v dotnet >/dev/null 2>&1; then
    echo "The .NET SDK 10 is needed and 'dotnet' is not on the PATH: see https://dotnet.microsoft.com/download" >&2
    exit 2
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
exec dotnet run -c Release --project src/UmatSurrogate.Build -- "$@"
