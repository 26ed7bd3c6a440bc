using UmatSurrogate.Data;
using UmatSurrogate.Data.Tests;

namespace UmatSurrogate.Tests;

/// <summary>Paths and loads that a surrogate cannot follow: nothing that was computed is lost, and nothing is left out silently.</summary>
public sealed class PredictFailureTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("umat-surrogate-predict-failures");

    public PredictFailureTests()
    {
        CommandLineTool.SkipIfAbsent();
        Assert.Equal(0, CommandLineTool.Run("microstructure", "--grains", "4", "--seed", "3", "--out", File("ve.json")).ExitCode);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public void LoadWithoutSolution_KeepsTheHistoryUpToThere()
    {
        // F11 would pass through zero at the 67th increment.
        System.IO.File.WriteAllText(File("load.yaml"), """
            solver: {mechanical: spectral_basic}
            loadstep:
              - boundary_conditions:
                  mechanical:
                    dot_F: [[-0.03, 0, 0], [0, x, 0], [0, 0, x]]
                    P: [[x, x, x], [x, 0, x], [x, x, 0]]
                discretization: {t: 50, N: 100}
            """);
        (int exit, _, string error) = CommandLineTool.Run(
            "predict", "--microstructure", File("ve.json"), "--load", File("load.yaml"), "--out", File("h.csv"), "--trust", File("trust.csv"));
        Assert.Equal(1, exit);
        MaterialHistory history = HistoryCsv.Read(File("h.csv"));
        Assert.InRange(history.Times_s.Length, 2, 67);
        Assert.Equal(history.Times_s.Length, System.IO.File.ReadAllLines(File("trust.csv")).Length); // a row per increment and the header
        Assert.Contains(FormattableString.Invariant($"increment {history.Times_s.Length} of 100"), error, StringComparison.Ordinal);
        Assert.Contains(File("h.csv"), error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void PathThatStartsDeformed_IsBadInput()
    {
        System.IO.File.WriteAllText(File("path.csv"), """
            time_s,F11,F12,F13,F21,F22,F23,F31,F32,F33
            0,1.01,0,0,0,1,0,0,0,1
            1,1.02,0,0,0,1,0,0,0,1
            """);
        (int exit, _, string error) = CommandLineTool.Run(
            "predict", "--microstructure", File("ve.json"), "--path", File("path.csv"), "--out", File("h.csv"));
        Assert.Equal(2, exit);
        Assert.Contains("F = I", error, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File("h.csv")));
    }

    private string File(string name) => Path.Combine(_folder.FullName, name);
}
