using UmatSurrogate.Mechanics;
using UmatSurrogate.Mechanics.HostConventions;
using UmatSurrogate.Plugin;
using UmatSurrogate.Plugin.Messages;

namespace UmatSurrogate.Tests.Plugin;

/// <summary>Calls as CalculiX makes them; the scenarios of the C program tests/native/c/one_point.c have the same names.</summary>
[Collection("messages")]
public sealed class CalculixUmatTests : IDisposable
{
    private const int Depvar = 147; // hidden size 64, two layers: 18 + 128, and the token

    private static readonly double[] StrainIncrement = [5e-4, -2.5e-4, -2.5e-4, 0, 0, 0];
    private static readonly double[] Nothing = new double[6];

    private readonly TestFolder _folder = new();
    private readonly PluginRuntime _runtime;
    private readonly HostPoint _point;

    public CalculixUmatTests()
    {
        FailureLog.Reset();
        _runtime = _folder.Runtime();
        _point = new(_runtime, Depvar);
    }

    public void Dispose()
    {
        _runtime.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void IsochoricStretch()
    {
        for (int i = 0; i < 20; i++)
        {
            _point.Advance(StrainIncrement);
            Assert.Equal(-1.0, _point.TimeStepFactor);
            Assert.True(_point.OutputsAreFinite);
        }
        double size = _point.Stress.Sum(Math.Abs);
        // A polycrystal of slip resistance 31 MPa under tension: 2 to 4 times that, two thirds of it in the deviator.
        Assert.InRange(_point.Stress[0], 1.2 * TestModel.SlipResistance_Pa, 3.0 * TestModel.SlipResistance_Pa);
        Assert.InRange(Math.Abs(_point.Stress[0] + _point.Stress[1] + _point.Stress[2]), 0, 1e-6 * size);
        Assert.NotEqual(0.0, _point.State[^1]);
    }

    [Fact]
    public void VolumeChange_GivesAnalyticMeanStress()
    {
        // p = (3K/2)(J^(1/3) - J^(-1/3)), no deviatoric stress from a pure volume change.
        double[] volume = [1e-3, 1e-3, 1e-3, 0, 0, 0];
        _point.Advance(volume);
        double bulk_Pa = (106.75e9 + 2 * 60.41e9) / 3;
        double expected = 1.5 * bulk_Pa * (Math.Exp(1e-3) - Math.Exp(-1e-3));
        Assert.All(_point.Stress[..3], s => Assert.Equal(expected, s, 1e-9 * expected));
        Assert.All(_point.Stress[3..], s => Assert.Equal(0, s, 1e-9 * expected));
    }

    [Fact]
    public void RepeatedCall()
    {
        _point.Advance(StrainIncrement);
        _point.Evaluate(StrainIncrement);
        (double[] stress, double[] state, double[] tangent) = (_point.NewStress, _point.NewState, [.. _point.Tangent]);
        _point.Evaluate(Nothing);
        _point.Evaluate(StrainIncrement);
        Assert.Equal(stress, _point.NewStress);
        Assert.Equal(state, _point.NewState);
        Assert.Equal(tangent, _point.Tangent);
    }

    [Theory]
    [InlineData(1.0, 0)]
    [InlineData(1.2357e-20, 0)]
    [InlineData(1.2357e-20, 4)]
    public void SetUpSweep(double dt_s, int increment)
    {
        _point.Advance(StrainIncrement);
        _point.Advance(StrainIncrement);
        _point.Evaluate(Nothing, dt_s, increment);
        Assert.Equal(_point.State, _point.NewState);
        Assert.Equal(_point.Stress, _point.NewStress);
        double[] small = [1e-6, 0, 0, 0, 0, 0];
        _point.Evaluate(small, dt_s, increment);
        Assert.Equal(_point.State, _point.NewState);
        // Isotropic Voigt moduli: C1111 = K + 4/3 G, C1212 = G.
        double bulk = (106.75e9 + 2 * 60.41e9) / 3, shear = (106.75e9 - 60.41e9 + 3 * 28.34e9) / 5;
        Assert.Equal(bulk + 4.0 / 3.0 * shear, _point.Tangent[0], 1e-3);
        Assert.Equal(shear, _point.Tangent[21], 1e-3);
        Assert.Equal(_point.Stress[0] + 1e-6 * (bulk + 4.0 / 3.0 * shear), _point.NewStress[0], 1e-3);
    }

    [Fact]
    public void PredictionSweep()
    {
        _point.Evaluate(Nothing);
        Assert.True(_point.OutputsAreFinite);
        for (int i = 0; i < 10; i++)
            _point.Advance(StrainIncrement);
        _point.DeformationGradient = [-1.5, 0, 0, 0, 1, 0, 0, 0, 1]; // spurious in this sweep; must not matter
        _point.Evaluate(Nothing);
        Assert.True(_point.OutputsAreFinite);
        Assert.Equal(-1.0, _point.TimeStepFactor);
        for (int k = 0; k < 6; k++)
            Assert.True(_point.Tangent[7 * k] > 0);
    }

    [Theory]
    [InlineData(-1.0, 0.25)]
    [InlineData(0.0, 0.25)]
    [InlineData(1.0, 0.25)]
    [InlineData(1e99, 0.25)]
    [InlineData(0.1, 0.1)]
    public void NotANumber(double before, double after)
    {
        _point.Advance(StrainIncrement);
        _point.Evaluate([double.NaN, 0, 0, 0, 0, 0], timeStepFactor: before);
        Assert.Equal(after, _point.TimeStepFactor);
        Assert.True(_point.OutputsAreFinite);
        Assert.Equal(_point.State, _point.NewState);
        Assert.Contains("not a finite number", LastMessage(), StringComparison.Ordinal);
        Assert.Contains("element 1, point 1, increment 2", LastMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void NotANumber_InIncomingStress_DoesNotComeBack()
    {
        _point.Stress[0] = double.NaN;
        _point.Evaluate(Nothing, increment: 0);
        Assert.True(_point.OutputsAreFinite);
    }

    [Theory]
    [InlineData(1e4)]
    [InlineData(800.0)]
    [InlineData(5.0)]
    public void HugeStrain(double strain)
    {
        _point.Advance(StrainIncrement);
        _point.Evaluate([strain, -strain, 0, 0, 0, 0]);
        Assert.Equal(0.25, _point.TimeStepFactor);
        Assert.True(_point.OutputsAreFinite);
        Assert.Equal(_point.State, _point.NewState);
    }

    [Theory]
    [InlineData(100.0)]
    [InlineData(230.0)] // stress and its derivative are finite, the Kirchhoff moduli overflow
    [InlineData(-230.0)]
    [InlineData(-700.0)]
    public void HugeVolumeChange(double strain)
    {
        _point.Evaluate([strain, strain, strain, 0, 0, 0]);
        Assert.True(_point.OutputsAreFinite);
    }

    [Fact]
    public void SetUpSweep_OverflowingStress_DoesNotReachTheHost()
    {
        _point.Evaluate([1e300, 1e300, 0, 0, 0, 0], increment: 0);
        Assert.True(_point.OutputsAreFinite);
        Assert.Equal(0.25, _point.TimeStepFactor);
    }

    [Fact]
    public void DamagedState_IsRefusedWithItsReason()
    {
        _point.Advance(StrainIncrement);
        _point.State[20] = 1e3;
        _point.Evaluate(StrainIncrement);
        Assert.Equal(0.25, _point.TimeStepFactor);
        Assert.True(_point.OutputsAreFinite);
        Assert.Contains("state variables", LastMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public void WrongDepvar()
    {
        HostPoint small = new(_runtime, Depvar - 1);
        small.Evaluate(StrainIncrement);
        Stopped(small, "146", "147");
    }

    [Fact]
    public void UnknownHost()
    {
        _point.MaterialName = "TEST";
        _point.Evaluate(StrainIncrement);
        Stopped(_point, "'TEST'", "\"host\"");
    }

    [Fact]
    public void SmallStrainInterface_IsRefused()
    {
        _point.MaterialName = "@ABAQUS_UMATSURROGATE@TEST";
        _point.Evaluate(StrainIncrement);
        Stopped(_point, "small deformations", "ABAQUSNL");
    }

    [Fact]
    public void UnknownMaterial()
    {
        _point.MaterialName = "@ABAQUSNL_UMATSURROGATE@BRASS";
        _point.Evaluate(StrainIncrement);
        Stopped(_point, "'BRASS'", "TEST");
    }

    [Fact]
    public void ForeignState_IsRefused()
    {
        _point.Advance(StrainIncrement);
        _point.State[^1] += 1;
        _point.Evaluate(StrainIncrement);
        Stopped(_point, "do not belong", "*INITIAL CONDITIONS");
    }

    [Fact]
    public void StateOfOtherGrains_IsRefused()
    {
        using PluginRuntime seeded = _folder.Runtime("""{ "seed": 1, "grains": 20 }""");
        HostPoint point = new(seeded, Depvar);
        point.Advance(StrainIncrement);
        point.Point = 2;
        point.Evaluate(StrainIncrement);
        Stopped(point, "do not belong", "element 1, point 2");
    }

    [Fact]
    public void ElementMissingInTable_IsFatal()
    {
        _folder.Write("table.csv", "element,file\n1,ve.json\n");
        using PluginRuntime table = _folder.Runtime("""{ "table": "table.csv" }""");
        HostPoint point = new(table, Depvar);
        point.Advance(StrainIncrement);
        Assert.Equal(-1.0, point.TimeStepFactor);
        point.Element = 2;
        point.Evaluate(StrainIncrement);
        Stopped(point, "element 2", "table.csv");
    }

    [Fact]
    public void SeededGrains_DifferFromPointToPoint_AndRepeat()
    {
        double[] First(int element, int integrationPoint, string seed)
        {
            using PluginRuntime runtime = _folder.Runtime($$"""{ "seed": {{seed}}, "grains": 20 }""");
            HostPoint point = new(runtime, Depvar) { Element = element, Point = integrationPoint };
            point.Advance(StrainIncrement);
            return point.Stress;
        }
        Assert.Equal(First(1, 2, "4"), First(1, 2, "4"));
        Assert.NotEqual(First(1, 2, "4"), First(1, 3, "4"));
        Assert.NotEqual(First(1, 2, "4"), First(2, 2, "4"));
        Assert.NotEqual(First(1, 2, "4"), First(1, 2, "5"));
    }

    [Fact]
    public void Tangent_CompareToFiniteDifferenceOfSecondPiolaKirchhoffStress()
    {
        // The host uses DDSDDE, pulled back by U^-1, as dS/dE: S = J U^-1 sigma' U^-1, E = (U^2 - I)/2.
        double[] step = [6e-4, -1e-4, -4e-4, 3e-4, -2e-4, 1e-4];
        for (int i = 0; i < 30; i++)
            _point.Advance(step);
        _point.Evaluate(step);
        double[] tangent = [.. _point.Tangent];
        SymmetricTensor U = CalculixConvention.RightStretch(_point.Strain, step);
        SymmetricTensor inverse = U.Inverse;
        double scale = tangent.Max(Math.Abs);
        for (int k = 0; k < 6; k++)
        {
            const double h = 2e-6;
            double[] d = new double[6];
            d[k] = k < 3 ? 1 : 0.5;
            SymmetricTensor strain = SymmetricTensor.FromSpan(d); // unit spatial strain with engineering shear
            SymmetricTensor dE = strain.Congruence(U.ToTensor());
            SymmetricTensor plus = SecondPiola(U, h * dE), minus = SecondPiola(U, -h * dE);
            SymmetricTensor dS = (0.5 / h) * (plus - minus);
            SymmetricTensor column = dS.Congruence(U.ToTensor());
            double[] expected = new double[6];
            column.ToSpan(expected);
            for (int i = 0; i < 6; i++)
                Assert.Equal(expected[i], tangent[i + 6 * k], 5e-3 * scale); // float32 network: differences carry 1e-3
        }
        Assert.True(inverse.IsFinite);

        SymmetricTensor SecondPiola(SymmetricTensor u, SymmetricTensor change)
        {
            SymmetricTensor c = (u.ToTensor() * u.ToTensor()).Symmetric + 2.0 * change;
            SymmetricTensor stretch = SymmetricTensor.Sqrt(c);
            double[] strain = new double[6];
            AbaqusUmatConvention.WriteStrain(SymmetricTensor.Log(stretch), strain);
            double[] increment = [.. strain.Zip(_point.Strain, (a, b) => a - b)];
            _point.Evaluate(increment);
            return stretch.Determinant * SymmetricTensor.FromSpan(_point.NewStress).Congruence(stretch.Inverse.ToTensor());
        }
    }

    private static void Stopped(HostPoint point, params string[] words)
    {
        Assert.InRange(point.TimeStepFactor, 1e-300, 1e-6);
        Assert.True(point.OutputsAreFinite);
        Assert.All(words, word => Assert.Contains(word, LastMessage(), StringComparison.Ordinal));
    }

    private static string LastMessage()
    {
        byte[] buffer = new byte[4096];
        int length = FailureLog.CopyLast(buffer);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, Math.Min(length, buffer.Length - 1));
    }
}
