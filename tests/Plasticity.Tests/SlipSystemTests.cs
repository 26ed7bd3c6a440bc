using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Tests;

/// <summary>The sums and differences of the kernels against the slip systems and the interaction table written out (tests/data/reference/README.md).</summary>
public class SlipSystemTests
{
    private const string Systems =
        "0 1-1 1 1 1|-1 0 1 1 1 1| 1-1 0 1 1 1| 0-1-1-1-1 1| 1 0 1-1-1 1|-1 1 0-1-1 1|" +
        " 0-1 1 1-1-1|-1 0-1 1-1-1| 1 1 0 1-1-1| 0 1 1-1 1-1| 1 0-1-1 1-1|-1-1 0-1 1-1";

    private const string Types =
        "1 2 2 4 7 6 3 5 5 4 6 7 / 2 1 2 7 4 6 6 4 7 5 3 5 / 2 2 1 5 5 3 6 7 4 7 6 4 / 4 7 6 1 2 2 4 6 7 3 5 5 /" +
        "7 4 6 2 1 2 5 3 5 6 4 7 / 5 5 3 2 2 1 7 6 4 6 7 4 / 3 5 5 4 6 7 1 2 2 4 7 6 / 6 4 7 5 3 5 2 1 2 7 4 6 /" +
        "6 7 4 7 6 4 2 2 1 5 5 3 / 4 6 7 3 5 5 4 7 6 1 2 2 / 5 3 5 6 4 7 7 4 6 2 1 2 / 7 6 4 6 7 4 5 5 3 2 2 1";

    [Fact]
    public unsafe void ResolvedShear_And_SumOfSlips_CompareToSchmidTensors()
    {
        Tensor3x3[] schmid = [.. Systems.Split('|').Select(Schmid)];
        RandomRotations random = new(1);
        SymmetricTensor stress = random.Direction().Symmetric.Deviator;
        LaneDeviator<ScalarLane> S;
        S.D1 = ScalarLane.All((stress.S11 - stress.S22) / Math.Sqrt(2));
        S.D2 = ScalarLane.All((2 * stress.S33 - stress.S11 - stress.S22) / Math.Sqrt(6));
        (S.D3, S.D4, S.D5) = (ScalarLane.All(Math.Sqrt(2) * stress.S12), ScalarLane.All(Math.Sqrt(2) * stress.S13), ScalarLane.All(Math.Sqrt(2) * stress.S23));
        SlipSystems.ResolvedShear(S, out LaneSlip<ScalarLane> T);
        for (int a = 0; a < 12; a++)
            Assert.Equal(Math.Sqrt(6) * Tensor3x3.DoubleContract(stress.ToTensor(), schmid[a]), ((double*)&T)[a], 1e-14);

        LaneSlip<ScalarLane> G = default;
        Tensor3x3 expected = default;
        for (int a = 0; a < 12; a++)
        {
            ((double*)&G)[a] = random.Uniform();
            expected += Math.Sqrt(6) * ((double*)&G)[a] * schmid[a];
        }

        SlipSystems.SumOfSlips(G, out LaneTensor<ScalarLane> L);
        Assert.True((Tensor3x3.FromRowMajor(new ReadOnlySpan<double>(&L, 9)) - expected).Norm < 1e-14);
    }

    [Fact]
    public unsafe void Interaction_CompareToTable()
    {
        int[][] table = [.. Types.Split('/').Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray())];
        PhenopowerlawParameters p = PhenopowerlawParameters.Aluminium.WithInteractions([1.0, 1.2, 5.123, 0.574, 1.5, 0.8, 2.0]);
        UpdateConstants c = new(p, UpdateTolerances.Default);
        for (int b = 0; b < 12; b++)
        {
            LaneSlip<ScalarLane> unit = default;
            ((double*)&unit)[b] = 1.0;
            SlipInteraction.Apply(c, unit, out LaneSlip<ScalarLane> column);
            for (int a = 0; a < 12; a++)
            {
                Assert.Equal(table[a][b], SlipInteraction.Type(a, b));
                Assert.Equal(p.Interaction(table[a][b]), ((double*)&column)[a], 1e-15);
            }
        }
    }

    [Fact]
    public void Parameters_WithoutMeaning_AreRefused()
    {
        PhenopowerlawParameters p = PhenopowerlawParameters.Aluminium;
        foreach (PhenopowerlawParameters wrong in new[]
        {
            p with { C44_Pa = 0.0 }, p with { RateExponent = 0.5 }, p with { InitialResistance_Pa = double.NaN }, p with { HardeningExponent = 0.0 },
        })
        {
            Assert.Throws<InputException>(wrong.Validate);
        }

        Assert.Throws<InputException>(() => p.WithInteractions([1.0, 1.0]));
        Assert.Throws<InputException>(() => new TaylorPolycrystal(p, [2.0 * Tensor3x3.Identity], [], UpdateTolerances.Default));
        Assert.Throws<InputException>(() => new TaylorPolycrystal(p, [Tensor3x3.Identity], [0.0], UpdateTolerances.Default));
        Assert.Throws<InputException>(() => new TaylorPolycrystal(p, [Tensor3x3.Identity], [0.5, 0.5], UpdateTolerances.Default));
    }

    private static Tensor3x3 Schmid(string system)
    {
        int[] v = [.. System.Text.RegularExpressions.Regex.Matches(system, "-?[01]").Select(m => int.Parse(m.Value, System.Globalization.CultureInfo.InvariantCulture))];
        double[] m = new double[9];
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
                m[3 * i + j] = v[i] * v[3 + j] / Math.Sqrt(6);
        }

        return Tensor3x3.FromRowMajor(m);
    }
}
