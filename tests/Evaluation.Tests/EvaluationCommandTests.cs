using System.Text.Json;
using UmatSurrogate.Data;
using UmatSurrogate.Data.Tests;

namespace UmatSurrogate.Tests;

/// <summary>The commands <c>evaluate</c> and <c>predict</c> as a user meets them, with the shipped model.</summary>
public sealed class EvaluationCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("umat-surrogate-evaluation-commands");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public void Predict_AlongAPath_StaysNearCrystalPlasticity()
    {
        CommandLineTool.SkipIfAbsent();
        Run("microstructure", "--grains", "20", "--seed", "3", "--out", File("ve.json"));
        Run("path", "--kind", "random", "--seed", "3", "--out", File("path.csv"));
        Run("predict", "--microstructure", File("ve.json"), "--path", File("path.csv"), "--out", File("surrogate.csv"));
        Run("simulate", "--microstructure", File("ve.json"), "--path", File("path.csv"), "--fidelity", "taylor", "--out", File("taylor.csv"));
        Assert.InRange(MeanError_MPa("surrogate.csv", "taylor.csv"), 0.0, 5.0);
    }

    [SkippableFact]
    public void Predict_UnderMixedLoad_FindsTheFreeComponents()
    {
        CommandLineTool.SkipIfAbsent();
        Run("microstructure", "--grains", "20", "--seed", "3", "--out", File("ve.json"));
        Run("path", "--kind", "uniaxial", "--rate", "1e-3", "--strain", "0.02", "--out", File("load.yaml"));
        string output = Run("predict", "--microstructure", File("ve.json"), "--load", File("load.yaml"), "--out", File("surrogate.csv"), "--json");
        using JsonDocument result = JsonDocument.Parse(output);
        Assert.Equal(20.0, result.RootElement.GetProperty("time_s").GetDouble(), 1e-9);
        MaterialHistory history = HistoryCsv.Read(File("surrogate.csv"));
        double largest_Pa = history.FirstPiolaKirchhoffStress_Pa.Max(P => P.Norm);
        Assert.InRange(largest_Pa, 40e6, 200e6);
        Assert.Equal(1.02, history.DeformationGradients[^1].M11, 1e-12);
        Assert.All(history.FirstPiolaKirchhoffStress_Pa, P =>
        {
            Assert.InRange(P.M22, -1e-4 * largest_Pa, 1e-4 * largest_Pa);
            Assert.InRange(P.M33, -1e-4 * largest_Pa, 1e-4 * largest_Pa);
        });
    }

    [SkippableFact]
    public void Predict_WithoutPathOrLoad_IsBadInput()
    {
        CommandLineTool.SkipIfAbsent();
        (int exit, _, string error) = CommandLineTool.Run("predict", "--microstructure", File("ve.json"), "--out", File("h.csv"));
        Assert.Equal(2, exit);
        Assert.Contains("--path", error, StringComparison.Ordinal);
        Assert.Contains("--load", error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Predict_WithADamagedModel_IsBadInput()
    {
        CommandLineTool.SkipIfAbsent();
        System.IO.File.WriteAllText(File("model.safetensors"), "this is no model");
        Run("microstructure", "--grains", "4", "--seed", "3", "--out", File("ve.json"));
        Run("path", "--kind", "random", "--seed", "3", "--out", File("path.csv"));
        (int exit, _, string error) = CommandLineTool.Run(
            "predict", "--model", File("model.safetensors"), "--microstructure", File("ve.json"), "--path", File("path.csv"), "--out", File("h.csv"));
        Assert.Equal(2, exit);
        Assert.Contains("model.safetensors", error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Evaluate_PrintsTheReport()
    {
        CommandLineTool.SkipIfAbsent();
        string spec = Path.Combine(TestData.RepositoryRoot, "examples", "datasets", "tiny.yaml");
        Run("dataset", "generate", "--spec", spec, "--out", File("data"), "--quiet");
        using JsonDocument report = JsonDocument.Parse(Run(
            "evaluate", "--dataset", File("data"), "--out", File("report"), "--load_volume_elements", "3", "--texture_volume_elements", "3", "--json"));
        Assert.InRange(report.RootElement.GetProperty("mean_error_MPa").GetDouble(), 0.1, 10.0);
        Assert.Equal(report.RootElement.ToString().TrimEnd(), System.IO.File.ReadAllText(File("report/report.json")).TrimEnd());
        Assert.NotEmpty(Directory.GetFiles(File("report/truth"), "*.truth"));
    }

    private double MeanError_MPa(string surrogate, string truth) => Evaluation.StressError.Along_MPa(
        HistoryCsv.Read(File(surrogate)).CauchyStress_Pa, HistoryCsv.Read(File(truth)).CauchyStress_Pa).Average();

    private static string Run(params string[] arguments)
    {
        (int exit, string output, string error) = CommandLineTool.Run(arguments);
        Assert.True(exit == 0, error);
        return output;
    }

    private string File(string name) => Path.Combine(_folder.FullName, name);
}
