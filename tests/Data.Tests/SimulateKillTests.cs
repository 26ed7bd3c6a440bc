using System.Diagnostics;
using UmatSurrogate.Tests;

namespace UmatSurrogate.Data.Tests;

/// <summary>A full-field run of the command line tool, killed without warning (SIGKILL) and continued.</summary>
public sealed class SimulateKillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Simulate_KilledAndResumed_GivesTheSameBytes()
    {
        CommandLineTool.SkipIfAbsent();
        string[] inputs =
        [
            "simulate", "--geometry", TestData.Path("reference", "ve", "ve0", "grid16.vti"), "--quiet", "--threads", "1", "--restart-every", "1",
            .. new[] { "material", "load", "numerics" }.SelectMany(name => new[] { $"--{name}", TestData.Path("reference", "ff", "ve0_uniax_16", name + ".yaml") }),
        ];
        string[] Outputs(string name) => ["--out", _folder.File(name + ".csv"), "--fields", _folder.File(name + ".vti"), "--statistics", _folder.File(name + ".statistics.csv")];

        using (Process process = CommandLineTool.Start([.. inputs, .. Outputs("killed")]))
        {
            while (!process.HasExited && !File.Exists(_folder.File("killed.csv.restart")))
                Thread.Sleep(1);
            process.Kill();
            process.WaitForExit();
        }

        Assert.True(File.Exists(_folder.File("killed.csv.restart")), "the tool ended before it was killed");
        Assert.False(File.Exists(_folder.File("killed.csv")));
        Assert.Equal((0, "", ""), CommandLineTool.Run([.. inputs, "--resume", .. Outputs("killed")]));
        Assert.Equal((0, "", ""), CommandLineTool.Run([.. inputs, .. Outputs("whole")]));
        foreach (string ending in new[] { ".csv", ".vti", ".statistics.csv" })
            Assert.Equal(File.ReadAllBytes(_folder.File("whole" + ending)), File.ReadAllBytes(_folder.File("killed" + ending)));
        Assert.Equal(6, Directory.GetFiles(_folder.File(".")).Length); // no restart file and nothing temporary is left
    }
}
