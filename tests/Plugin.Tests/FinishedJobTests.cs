using UmatSurrogate.Build;
using UmatSurrogate.Driver;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Plugin;

namespace UmatSurrogate.Tests.Plugin;

/// <summary>What is read back from a finished job: trace and status file.</summary>
public sealed class FinishedJobTests : IDisposable
{
    private const string Grains = """{ "seed": 11, "grains": 8 }""";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WithTaylor_TraceMadeByTaylor_HasNoError()
    {
        _folder.Runtime(Grains).Dispose(); // writes the configuration
        ConfiguredMaterials materials = ConfiguredMaterials.Read(_folder.File("umat-surrogate.json"));
        List<TraceRow> trace = [];
        Tensor3x3 rate = new(8e-4, 5e-4, 0, 0, -3e-4, 0, 0, 2e-4, -4e-4);
        foreach ((int element, int point) in new[] { (3, 1), (3, 8) })
        {
            Tensor3x3[] O = [.. materials.VolumeElementAt("TEST", element, point).Grains.ToArray().Select(g => g.Orientation.ToMatrix())];
            TaylorPolycrystal taylor = new(PhenopowerlawParameters.Aluminium, O, [], UpdateTolerances.Default);
            for (int k = 1; k <= 5; k++)
            {
                Tensor3x3 F = Tensor3x3.Identity + (double)k * rate;
                Assert.Equal(PointStatus.Ok, taylor.Evaluate(F, 1.0, out Tensor3x3 P));
                taylor.Commit();
                Assert.Equal(PointStatus.Ok, PolarDecomposition.Right(F, out Tensor3x3 R, out _));
                SymmetricTensor rotated = StressMeasures.RotatedFromCauchy(StressMeasures.CauchyFromFirstPiola(P, F), R);
                trace.Add(new(element, point, k, true, k, F, rotated));
            }
        }
        TraceComparisonResult result = TraceComparison.WithTaylor(trace, materials, "TEST", PhenopowerlawParameters.Aluminium);
        Assert.Equal((2, 10, 0), (result.Points, result.Rows, result.FailedPoints));
        Assert.InRange(result.MeanError11_Pa, 0, 1e-3);
        Assert.InRange(result.Maximum11_Pa, 1e7, 1e9);

        TraceRow changed = trace[4] with { RotatedCauchyStress_Pa = trace[4].RotatedCauchyStress_Pa + 1e6 * SymmetricTensor.Identity };
        List<TraceRow> other = [.. trace];
        other[4] = changed;
        Assert.Equal(1e5, TraceComparison.WithTaylor(other, materials, "TEST", PhenopowerlawParameters.Aluminium).MeanError11_Pa, 1e-2);
        Assert.Equal(0.0, TraceComparison.LargestDifference(trace, trace));
        double scale = trace.Max(r => r.RotatedCauchyStress_Pa.Norm);
        Assert.Equal(Math.Sqrt(3) * 1e6 / scale, TraceComparison.LargestDifference(trace, other), 1e-9);
        Assert.Equal(double.PositiveInfinity, TraceComparison.LargestDifference(trace, trace[1..]));
    }

    [Fact]
    public void Read_TraceOfThePlugin_HasItsValues()
    {
        double[] stress;
        using (PluginRuntime runtime = _folder.Runtime(Grains, $", \"trace\": {{ \"file\": \"{_folder.File("trace.csv")}\", \"points\": [[2, 3]] }}"))
        {
            HostPoint point = new(runtime, 147) { Element = 2, Point = 3 };
            point.Advance([5e-4, -2.5e-4, -2.5e-4, 0, 0, 0]);
            stress = point.Stress;
        }
        TraceRow row = Assert.Single(TraceFile.Read(_folder.File("trace.csv")));
        Assert.Equal((2, 3, 1, false, 0.5), (row.Element, row.Point, row.Increment, row.Committed, row.Time_s));
        Assert.Equal(SymmetricTensor.FromSpan(stress), row.RotatedCauchyStress_Pa);
        InputException error = Assert.Throws<InputException>(() => TraceFile.Read(_folder.Write("bad.csv", "element,point\n1,2\n")));
        Assert.Contains("increment", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadStatus_CountsIterationsAndCutBacks()
    {
        _folder.Write("job.sta", """
            SUMMARY OF JOB INFORMATION
              STEP      INC     ATT  ITRS     TOT TIME     STEP TIME      INC TIME
                 1          1     1     5  0.250000E+00  0.250000E+00  0.250000E+00
                 1          2     1U    4  0.250000E+00  0.250000E+00  0.250000E+00
                 1          2     2     3  0.312500E+00  0.312500E+00  0.625000E-01

            """);
        CalculixJob job = CalculixJob.ReadStatus(_folder.Path, "job", 1.0);
        Assert.Equal([5, 3], job.Iterations);
        Assert.Equal((1, 0.3125), (job.CutBacks, job.EndTime_s));
    }
}
