using System.Globalization;
using UmatSurrogate.Plugin;

namespace UmatSurrogate.Tests.Plugin;

public sealed class TraceTests : IDisposable
{
    private const int Depvar = 147;
    private static readonly double[] StrainIncrement = [5e-4, -2.5e-4, -2.5e-4, 0, 0, 0];
    private static readonly double[] Half = [2.5e-4, -1.25e-4, -1.25e-4, 0, 0, 0];
    private static readonly double[] Nothing = new double[6];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Record_SeveralSweepsAndACutBack_WritesTheConvergedValuesOnly()
    {
        double[] first, second;
        using (PluginRuntime runtime = Runtime("""{ "file": "TRACE", "points": [[1, 1]], "state": true }"""))
        {
            HostPoint point = new(runtime, Depvar);
            point.Evaluate(Nothing);
            point.Evaluate(StrainIncrement);
            point.DeformationGradient = [1.5, 0.25, 0, 0, 1, 0, 0, 0, 1]; // column-major: F21 = 0.25
            point.Advance(StrainIncrement);
            first = point.Stress;
            point.Evaluate(Nothing);
            point.Evaluate(StrainIncrement);
            point.Evaluate(Half, 0.25); // repeated with half the step
            point.Advance(Half, 0.25);
            second = point.Stress;
            point.Evaluate(Nothing);
            point.Evaluate(Nothing);
        }
        List<Dictionary<string, double>> rows = Rows();
        Assert.Equal(3, rows.Count);
        Assert.Equal([1.0, 1.0, 0.0], rows.Select(r => r["committed"]));
        Assert.Equal([1.0, 2.0, 3.0], rows.Select(r => r["increment"]));
        Assert.Equal([0.5, 0.75], rows.Take(2).Select(r => r["time_s"]));
        Assert.Equal(first[0], rows[0]["rotated_sigma11_Pa"]);
        Assert.Equal(second[0], rows[1]["rotated_sigma11_Pa"]);
        Assert.Equal((1.5, 0.25, 0.0), (rows[0]["F11"], rows[0]["F21"], rows[0]["F12"]));
        Assert.Equal(Math.Exp(5e-4), rows[0]["U11"], 1e-15);
        Assert.Contains("statev146", rows[0].Keys);
    }

    [Fact]
    public void Record_AfterTheFileWasClosed_DoesNotDisturbTheAnalysis()
    {
        PluginRuntime runtime = Runtime("""{ "file": "TRACE", "points": [[1, 1]] }""");
        HostPoint point = new(runtime, Depvar);
        point.Advance(StrainIncrement);
        runtime.Dispose();
        point.Advance(StrainIncrement);
        point.Advance(StrainIncrement);
        Assert.Equal(-1.0, point.TimeStepFactor);
        runtime.Dispose();
        Assert.Single(Rows());
    }

    [Fact]
    public void Sample_HasItsSizeAndDoesNotDependOnTheOrderOfCalls()
    {
        HashSet<(double, double)> Sampled(IEnumerable<int> elements)
        {
            using (PluginRuntime runtime = Runtime("""{ "file": "TRACE", "sample": 7, "seed": 3 }"""))
            {
                List<HostPoint> points = [.. elements.Select(e => new HostPoint(runtime, Depvar) { Element = e, Point = 2 })];
                for (int increment = 0; increment < 3; increment++)
                {
                    foreach (HostPoint point in points)
                        point.Advance(StrainIncrement);
                }
            }
            List<Dictionary<string, double>> rows = Rows();
            Assert.Equal(7 * 3, rows.Count);
            return [.. rows.Select(r => (r["element"], r["point"]))];
        }
        HashSet<(double, double)> upwards = Sampled(Enumerable.Range(1, 40));
        HashSet<(double, double)> downwards = Sampled(Enumerable.Range(1, 40).Reverse());
        Assert.Equal(7, upwards.Count);
        Assert.True(upwards.SetEquals(downwards));
    }

    [Fact]
    public void EveryElement_TracesMultiplesOnly()
    {
        using (PluginRuntime runtime = Runtime("""{ "file": "TRACE", "every": 3 }"""))
        {
            for (int element = 1; element <= 7; element++)
                new HostPoint(runtime, Depvar) { Element = element }.Advance(StrainIncrement);
        }
        Assert.Equal([3.0, 6.0], Rows().Select(r => r["element"]));
    }

    private PluginRuntime Runtime(string trace) => _folder.Runtime(
        more: $", \"trace\": {trace.Replace("TRACE", _folder.File("trace.csv"), StringComparison.Ordinal)}");

    private List<Dictionary<string, double>> Rows()
    {
        string[] lines = File.ReadAllLines(_folder.File("trace.csv"));
        string[] header = lines[0].Split(',');
        return [.. lines[1..].Select(line => header.Zip(line.Split(',')).ToDictionary(
            p => p.First, p => double.Parse(p.Second, CultureInfo.InvariantCulture)))];
    }
}
