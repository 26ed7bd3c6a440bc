# Thin wrapper of the build program in src/UmatSurrogate.Build. Usage: ./build.ps1 TARGET (no target: the list of targets).
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    [Console]::Error.WriteLine("The .NET SDK 10 is needed and 'dotnet' is not on the PATH: see https://dotnet.microsoft.com/download")
    exit 2
}
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_NOLOGO = '1'
dotnet run -c Release --project src/UmatSurrogate.Build -- @args
exit $LASTEXITCODE
