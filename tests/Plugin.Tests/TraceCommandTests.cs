using System.Text.Json.Nodes;
using UmatSurrogate.Data.Tests;
using UmatSurrogate.Driver;

namespace UmatSurrogate.Tests.Plugin;

/// <summary>The command trace on traces that crystal plasticity cannot follow, or that hold no stress.</summary>
public sealed class TraceCommandTests : IDisposable
{
    private const string Header =
        "element,point,increment,committed,time_s,F11,F12,F13,F21,F22,F23,F31,F32,F33,"
        + "rotated_sigma11_Pa,rotated_sigma22_Pa,rotated_sigma33_Pa,rotated_sigma12_Pa,rotated_sigma13_Pa,rotated_sigma23_Pa\n";

    private readonly TestFolder _folder = new();

    public TraceCommandTests() => _folder.Runtime().Dispose(); // writes the configuration

    public void Dispose() => _folder.Dispose();

    /// <summary>Numbers that do not exist are null, and the exit status says that points failed.</summary>
    [SkippableFact]
    public void Compare_NoPointCanBeFollowed_NullAndExitStatus()
    {
        CommandLineTool.SkipIfAbsent();
        _folder.Write("trace.csv", Header
            + "1,1,1,1,0.5,-1,0,0,0,1,0,0,0,1,1e6,0,0,0,0,0\n"
            + "2,1,1,1,0.5,0,0,0,0,1,0,0,0,1,1e6,0,0,0,0,0\n");
        (int exit, JsonObject json, string error) = Compare("--json");
        Assert.Equal(1, exit);
        Assert.Contains("2 of 2 points", error, StringComparison.Ordinal);
        Assert.Equal((2, 2, 0), ((int)json["points"]!, (int)json["failed_points"]!, (int)json["rows"]!));
        foreach (string name in new[] { "mean_error_sigma11_MPa", "max_sigma11_MPa", "relative_error_sigma11", "mean_error_deviator_MPa" })
        {
            Assert.True(json.ContainsKey(name), name);
            Assert.Null(json[name]);
        }
    }

    /// <summary>One point that can be followed and one that cannot: the numbers are those of the first.</summary>
    [SkippableFact]
    public void Compare_OnePointFollowed_ItsNumbers()
    {
        CommandLineTool.SkipIfAbsent();
        _folder.Write("trace.csv", Header
            + "1,1,1,1,0.5,1,0,0,0,1,0,0,0,1,3e6,0,0,0,0,0\n"
            + "2,1,1,1,0.5,-1,0,0,0,1,0,0,0,1,1e6,0,0,0,0,0\n");
        (int exit, JsonObject json, string error) = Compare("--json");
        Assert.Equal(1, exit);
        Assert.Contains("1 of 2 points", error, StringComparison.Ordinal);
        Assert.Equal(1, (int)json["rows"]!);
        Assert.Equal(3.0, (double)json["mean_error_sigma11_MPa"]!, 1e-9); // undeformed grains have no stress
        Assert.Equal(2.0, (double)json["mean_error_deviator_MPa"]!, 1e-9); // dev diag(3, 0, 0)
        Assert.True(double.IsNaN(new TraceComparisonResult(1, 1, 3e6, 0.0, 2e6, 0).RelativeError11)); // no stress, no relative error
    }

    /// <summary>Traces without stress are equal, not incomparable.</summary>
    [SkippableFact]
    public void Difference_TracesWithoutStress_Zero()
    {
        CommandLineTool.SkipIfAbsent();
        _folder.Write("trace.csv", Header + "1,1,1,1,0.5,1,0,0,0,1,0,0,0,1,0,0,0,0,0,0\n");
        (int exit, string output, _) = CommandLineTool.Run(
            "trace", "difference", "--first", _folder.File("trace.csv"), "--second", _folder.File("trace.csv"), "--json");
        Assert.Equal(0, exit);
        Assert.Equal(0.0, (double)JsonNode.Parse(output)!["largest_relative_difference"]!);
        _folder.Write("stressed.csv", Header + "1,1,1,1,0.5,1,0,0,0,1,0,0,0,1,5,0,0,0,0,0\n");
        Assert.Equal(1.0, TraceComparison.LargestDifference(TraceFile.Read(_folder.File("trace.csv")), TraceFile.Read(_folder.File("stressed.csv"))));
    }

    private (int Exit, JsonObject Json, string Error) Compare(params string[] options)
    {
        (int exit, string output, string error) = CommandLineTool.Run(
            ["trace", "compare", "--trace", _folder.File("trace.csv"), "--config", _folder.File("umat-surrogate.json"), .. options]);
        return (exit, JsonNode.Parse(output)!.AsObject(), error);
    }
}
