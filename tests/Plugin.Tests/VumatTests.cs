using UmatSurrogate.Mechanics;
using UmatSurrogate.Mechanics.HostConventions;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plugin;
using UmatSurrogate.Plugin.Configuration;
using UmatSurrogate.Plugin.Messages;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Tests.Plugin;

/// <summary>Calls as Abaqus/Explicit makes them. Tolerances: the network computes in float32, whose last digit is 6e-8.</summary>
[Collection("messages")]
public sealed class VumatTests : IDisposable
{
    private const int Depvar = 147; // hidden size 64, two layers: 18 + 128, and the token
    private const double FloatTolerance = 1e-6;

    private readonly TestFolder _folder = new();
    private readonly PluginRuntime _runtime;

    public VumatTests()
    {
        FailureLog.Reset();
        _runtime = Runtime();
    }

    public void Dispose()
    {
        _runtime.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Umat_SamePath_SameBits()
    {
        using PluginRuntime calculix = _folder.Runtime();
        HostPoint umat = new(calculix, Depvar);
        VumatBlock vumat = new(_runtime, 1, Depvar);
        for (int i = 1; i <= 30; i++)
        {
            double[] step = [6e-4, -1e-4, -4e-4, 3e-4 * Math.Sin(i), -2e-4, 1e-4 * i];
            SymmetricTensor u = CalculixConvention.RightStretch(umat.Strain, step);
            umat.Advance(step);
            vumat.Advance(_ => u);
            SymmetricTensor expected = SymmetricTensor.FromSpan(umat.Stress);
            Assert.Equal(expected, vumat.StressOf(0));
            Assert.Equal(umat.State, vumat.State);
        }
        Assert.True(vumat.StressOf(0).Norm > TestModel.SlipResistance_Pa);
    }

    [Fact]
    public void RigidRotation_LeavesTheCorotationalStress()
    {
        VumatBlock still = new(_runtime, 1, Depvar), turning = new(_runtime, 1, Depvar);
        for (int i = 1; i <= 40; i++)
        {
            SymmetricTensor u = Path(i / 40.0, 0);
            Tensor3x3 r = new Orientation(1.0, 0.11 * i, 0.05 * i, -0.07 * i).Normalized.ToMatrix();
            Tensor3x3 f = r * u.ToTensor();
            SymmetricTensor polar = SymmetricTensor.Sqrt((f.Transpose * f).Symmetric); // as the host does it
            still.Advance(_ => u);
            turning.Advance(_ => polar);
            AssertClose(still.StressOf(0), turning.StressOf(0), FloatTolerance);
            // The mean stress is computed in double.
            Assert.Equal(still.StressOf(0).Trace, turning.StressOf(0).Trace, 1e-9 * still.StressOf(0).Norm + 1.0);
        }
    }

    [Theory]
    [InlineData(7)]
    [InlineData(128)]
    [InlineData(300)]
    public void BlockSize_DoesNotChangeABit(int size)
    {
        VumatBlock block = new(_runtime, size, Depvar);
        VumatBlock[] alone = [.. Enumerable.Range(0, size).Select(_ => new VumatBlock(_runtime, 1, Depvar))];
        for (int i = 1; i <= 6; i++)
        {
            block.Advance(p => Path(i / 6.0, p));
            for (int p = 0; p < size; p++)
            {
                int q = p;
                alone[p].Advance(_ => Path(i / 6.0, q));
                Assert.Equal(alone[p].StressOf(0), block.StressOf(p));
                for (int c = 0; c < Depvar; c++)
                    Assert.Equal(alone[p].State[c], block.State[c * size + p]);
            }
        }
    }

    [Theory]
    [InlineData(false, 0.01)]
    [InlineData(true, 0.01)]
    public void TimeStep_DoesNotMatter(bool inFloat, double tolerance)
    {
        SymmetricTensor After(int increments)
        {
            VumatBlock block = new(_runtime, 1, Depvar, inFloat);
            for (int i = 1; i <= increments; i++)
                block.Advance(_ => Path((double)i / increments, 3), 10.0 / increments);
            return block.StressOf(0);
        }
        SymmetricTensor coarse = After(200);
        AssertClose(coarse, After(800), tolerance);
        AssertClose(coarse, After(3200), tolerance);
    }

    [Fact]
    public void SinglePrecision_AgreesWithDouble()
    {
        VumatBlock exact = new(_runtime, 7, Depvar), rounded = new(_runtime, 7, Depvar, single: true);
        for (int i = 1; i <= 40; i++)
        {
            exact.Advance(p => Isochoric(Path(i / 40.0, p)));
            rounded.Advance(p => Isochoric(Path(i / 40.0, p)));
        }
        double bulk_Pa = (106.75e9 + 2 * 60.41e9) / 3;
        for (int p = 0; p < 7; p++)
        {
            AssertClose(exact.StressOf(p).Deviator, rounded.StressOf(p).Deviator, 1e-3);
            // One digit of float in det U is 6e-8 K.
            Assert.Equal(exact.StressOf(p).Trace, rounded.StressOf(p).Trace, 1e-6 * bulk_Pa);
        }
    }

    [Fact]
    public void DataCheck_IsElasticAndLeavesTheState()
    {
        SymmetricTensor strain = new(1e-4, -2e-5, 3e-5, 4e-5, 5e-5, -6e-5);
        VumatBlock block = new(_runtime, 7, Depvar + 2);
        Assert.True(block.Evaluate(_ => SymmetricTensor.Identity, 1e-7, _ => strain));
        Check(SymmetricTensor.Zero);
        for (int i = 1; i <= 5; i++)
            block.Advance(p => Path(i / 20.0, p));
        SymmetricTensor loaded = block.StressOf(4);
        block.StepTime_s = 0.0;
        Assert.True(block.Evaluate(_ => 2.0 * SymmetricTensor.Identity, 1e-7, _ => strain));
        Check(loaded);

        void Check(SymmetricTensor before)
        {
            double bulk = (106.75e9 + 2 * 60.41e9) / 3, shear = (106.75e9 - 60.41e9 + 3 * 28.34e9) / 5;
            SymmetricTensor change = (bulk * strain.Trace) * SymmetricTensor.Identity + 2.0 * shear * strain.Deviator;
            AssertClose(before + change, block.StressOf(4), 1e-12);
            Assert.Equal(block.State, block.NewState);
            Assert.True(block.OutputsAreFinite);
        }
    }

    [Fact]
    public void PlaneStrain_IsTheSolidWithoutItsOtherShears()
    {
        using PluginRuntime plane = Runtime(more: """, "plane": "strain" """);
        VumatBlock solid = new(_runtime, 3, Depvar), flat = new(plane, 3, Depvar, shear: 1);
        for (int i = 1; i <= 20; i++)
        {
            SymmetricTensor U(int p) => new(1.0 + 1e-3 * i, 1.0 - 0.9e-3 * i, 1.0, 2e-4 * i * (p + 1), 0, 0);
            solid.Advance(U);
            flat.Advance(U);
            for (int p = 0; p < 3; p++)
            {
                (SymmetricTensor s, SymmetricTensor f) = (solid.StressOf(p), flat.StressOf(p));
                Assert.Equal((s.S11, s.S22, s.S33, s.S12), (f.S11, f.S22, f.S33, f.S12));
            }
        }
    }

    [Fact]
    public void Energies_AreTheWorkAndItsLostPart()
    {
        VumatBlock block = new(_runtime, 1, Depvar);
        double work = 0.0, step = 1e-3;
        for (int i = 1; i <= 30; i++)
        {
            SymmetricTensor before = i == 1 ? SymmetricTensor.Zero : block.StressOf(0), strain = new(step, -0.5 * step, -0.5 * step, 0, 0, 0);
            block.Advance(_ => SymmetricTensor.Exp(i * strain), 0.5, _ => strain);
            work += 0.5 * SymmetricTensor.DoubleContract(before + block.StressOf(0), strain) / block.Density_kgPerM3;
        }
        Assert.Equal(work, block.Internal[0], 1e-12 * work);
        double shear = (106.75e9 - 60.41e9 + 3 * 28.34e9) / 5;
        double stored = SymmetricTensor.DoubleContract(block.StressOf(0).Deviator, block.StressOf(0).Deviator) / (4 * shear) / block.Density_kgPerM3;
        Assert.Equal(work - stored, block.Inelastic[0], 1e-6 * work);
    }

    [Theory]
    [InlineData(double.NaN, 1.0, "not a finite number")]
    [InlineData(double.PositiveInfinity, 1.0, "not a finite number")]
    [InlineData(0.0, 1.0, "determinant")]
    [InlineData(-1.0, 1.0, "determinant")]
    [InlineData(1e4, 1e-4, "strain increment")]
    [InlineData(1e-200, 1e-200, "determinant")]
    public void ImpossibleStretch_KeepsThePointAndNoOther(double u11, double u22, string words)
    {
        foreach (bool single in (bool[])[false, true])
        {
            FailureLog.Reset();
            VumatBlock block = new(_runtime, 7, Depvar, single), whole = new(_runtime, 7, Depvar, single);
            block.Advance(p => Path(0.1, p));
            whole.Advance(p => Path(0.1, p));
            block.StepTime_s += 0.5;
            Assert.True(block.Evaluate(p => p == 3 ? new(u11, u22, 1.0, 0, 0, 0) : Path(0.2, p)));
            Assert.True(block.OutputsAreFinite);
            Assert.Contains(words, LastMessage(), StringComparison.Ordinal);
            Assert.Contains("point 4 of a block of 7", LastMessage(), StringComparison.Ordinal);
            for (int c = 0; c < Depvar; c++)
                Assert.Equal(block.State[c * 7 + 3], block.NewState[c * 7 + 3]);
            for (int c = 0; c < 6; c++)
                Assert.Equal(block.Stress[c * 7 + 3], block.NewStress[c * 7 + 3]);
            whole.Advance(p => Path(0.2, p));
            Assert.Equal(whole.StressOf(4), block.StressOf(4));
            // U is total: an increment later the point is where it should be.
            block.Commit();
            block.StepTime_s += 0.5;
            Assert.True(block.Evaluate(p => Path(0.3, p)));
            whole.Advance(p => Path(0.3, p));
            AssertClose(whole.StressOf(3), block.StressOf(3), 0.1);
        }
    }

    [Fact]
    public void NotANumber_InIncomingArrays_DoesNotComeBack()
    {
        VumatBlock block = new(_runtime, 2, Depvar);
        block.Stress[0] = block.Internal[1] = block.Inelastic[0] = double.NaN;
        Assert.True(block.Evaluate(_ => SymmetricTensor.Identity, 1e-7, _ => new(double.NaN, 0, 0, 0, 0, 0)));
        Assert.True(block.OutputsAreFinite);
        block.StepTime_s = 1.0;
        Assert.True(block.Evaluate(p => Path(0.1, p), double.NaN));
        Assert.True(block.OutputsAreFinite);
        block.State[3] = double.NaN;
        Assert.False(block.Evaluate(p => Path(0.1, p)));
        Assert.True(block.OutputsAreFinite);
    }

    [Fact]
    public void WrongDepvar_IsFatal()
    {
        VumatBlock block = new(_runtime, 7, Depvar - 1) { StepTime_s = 1.0 };
        Stopped(block, "146", "147", "*DEPVAR");
    }

    [Fact]
    public void MoreDepvar_IsCopied()
    {
        VumatBlock block = new(_runtime, 2, Depvar + 3) { StepTime_s = 1.0 };
        block.State[2 * (Depvar + 2) + 1] = 5.0;
        Assert.True(block.Evaluate(p => Path(0.1, p)));
        Assert.Equal(5.0, block.NewState[2 * (Depvar + 2) + 1]);
    }

    [Fact]
    public void ForeignState_IsFatal()
    {
        VumatBlock block = new(_runtime, 7, Depvar);
        block.Advance(p => Path(0.1, p));
        block.State[^1] += 1;
        Stopped(block, "do not belong", "point 7 of a block");
    }

    [Fact]
    public void TwoDimensionalElements_NeedTheConfiguration() =>
        Stopped(new(_runtime, 2, Depvar, shear: 1) { StepTime_s = 1.0 }, "plane stress", "\"plane\": \"strain\"");

    [Fact]
    public void OtherComponents_AreFatal() => Stopped(new(_runtime, 2, Depvar, shear: 0) { StepTime_s = 1.0 }, "3 direct and 0 shear");

    [Fact]
    public void Annealing_IsFatal() => Stopped(new(_runtime, 2, Depvar) { StepTime_s = 1.0, Annealing = 1 }, "annealing");

    [Fact]
    public void HostOfTheOtherRoutine_IsFatal()
    {
        using PluginRuntime calculix = _folder.Runtime(more: """, "host": "calculix" """);
        Stopped(new(calculix, 2, Depvar) { StepTime_s = 1.0 }, "calls vumat", "abaqus-explicit");
        using PluginRuntime none = _folder.Runtime();
        Stopped(new(none, 2, Depvar) { StepTime_s = 1.0 }, "'TEST'", "\"host\"", "abaqus-explicit");
        HostPoint umat = new(_runtime, Depvar);
        umat.Evaluate([1e-4, 0, 0, 0, 0, 0]);
        Assert.InRange(umat.TimeStepFactor, 1e-300, 1e-6);
        Assert.Contains("calls umat", LastMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void Trace_IsRefused()
    {
        string file = _folder.Write("trace.json", """
            { "materials": { "*": { "model": "model.safetensors", "microstructure": { "file": "ve.json" } } },
              "host": "abaqus-explicit", "trace": { "file": "t.csv", "every": 1 } }
            """);
        Assert.Contains("\"trace\" is not possible", Assert.Throws<InputException>(() => ConfigurationReader.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SeededGrains_BelongToElementAndPoint()
    {
        using PluginRuntime seeded = Runtime("""{ "seed": 4, "grains": 20 }""");
        using PluginRuntime calculix = _folder.Runtime("""{ "seed": 4, "grains": 20 }""");
        VumatBlock block = new(seeded, 3, Depvar) { FirstElement = 11, IntegrationPoint = 2 };
        double[] strain = [1e-3, -5e-4, -5e-4, 0, 0, 0];
        block.Advance(_ => CalculixConvention.RightStretch(new double[6], strain));
        for (int p = 0; p < 3; p++)
        {
            HostPoint umat = new(calculix, Depvar) { Element = 11 + p, Point = 2 };
            umat.Advance(strain);
            Assert.Equal(SymmetricTensor.FromSpan(umat.Stress), block.StressOf(p));
        }
        Assert.NotEqual(block.StressOf(0), block.StressOf(1));
        Stopped(new(seeded, 2, Depvar) { FirstElement = 0, StepTime_s = 1.0 }, "element number 0", "\"file\"");
    }

    [Fact]
    public void EnsembleWithTrust_SameStateVariablesAsUmat()
    {
        SurrogateModel first = SurrogateModel.Load(_folder.File("model.safetensors"));
        SurrogateModel.Create(
            first.Specification,
            first.Specification.TensorShapes().ToDictionary(t => t.Name, t => t.Name == "output.weight"
                ? Array.ConvertAll(first.Tensor(t.Name).ToArray(), v => 1.1f * v) : first.Tensor(t.Name).ToArray())).Save(_folder.File("second.safetensors"));
        const string Materials = """
            { "materials": { "*": { "model": ["model.safetensors", "second.safetensors"], "microstructure": { "file": "ve.json" } } }
            """;
        using PluginRuntime calculix = new(ConfigurationReader.Read(_folder.Write("one.json", Materials + "}"))) { WriteReplay = false };
        using PluginRuntime vumat = new(ConfigurationReader.Read(_folder.Write("two.json", Materials + """, "host": "abaqus-explicit" }""")));
        int count = HostState.CountWithTrust([first, first]);
        HostPoint point = new(calculix, count);
        VumatBlock block = new(vumat, 3, count);
        double[] strain = [5e-4, -2.5e-4, -2.5e-4, 0, 0, 0];
        for (int i = 0; i < 4; i++)
        {
            SymmetricTensor u = CalculixConvention.RightStretch(point.Strain, strain);
            point.Advance(strain);
            block.Advance(_ => u);
            Assert.Equal(SymmetricTensor.FromSpan(point.Stress), block.StressOf(1));
            Assert.Equal(point.State, Enumerable.Range(0, count).Select(c => block.State[3 * c + 1]));
            Assert.True(point.State[Depvar + 2] > 0.0); // the spread
        }
    }

    private PluginRuntime Runtime(string microstructure = """{ "file": "ve.json" }""", string more = "") =>
        _folder.Runtime(microstructure, """, "host": "abaqus-explicit" """ + more);

    /// <summary>Stretch of point p at a part of its path; 4 % in directions of its own, a small volume change.</summary>
    private static SymmetricTensor Path(double part, int p)
    {
        double a = 0.04 * part;
        return SymmetricTensor.Exp(new(
            a * Math.Cos(p), -0.5 * a * Math.Cos(p) + 1e-3 * a, -0.5 * a * Math.Cos(p), 0.5 * a * Math.Sin(p), 0.3 * a * Math.Sin(2 * p), -0.2 * a));
    }

    private static SymmetricTensor Isochoric(in SymmetricTensor u) => (1.0 / Math.Cbrt(u.Determinant)) * u;

    private static void AssertClose(in SymmetricTensor expected, in SymmetricTensor actual, double tolerance) =>
        Assert.True((actual - expected).Norm <= tolerance * expected.Norm, $"{actual} is not {expected}: {(actual - expected).Norm / expected.Norm:E2} apart");

    private static void Stopped(VumatBlock block, params string[] words)
    {
        Assert.False(block.Evaluate(_ => SymmetricTensor.Identity));
        Assert.All(block.NewStress, s => Assert.Equal(0.0, s));
        Assert.Equal(block.State, block.NewState);
        Assert.True(block.OutputsAreFinite);
        Assert.All(words, word => Assert.Contains(word, LastMessage(), StringComparison.Ordinal));
    }

    private static string LastMessage()
    {
        byte[] buffer = new byte[4096];
        int length = FailureLog.CopyLast(buffer);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, Math.Min(length, buffer.Length - 1));
    }
}
