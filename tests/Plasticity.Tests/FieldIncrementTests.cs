using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>The entry of full fields against the plain one: same equations, so the same answers within its tolerance, whatever the first guess.</summary>
public unsafe class FieldIncrementTests(ITestOutputHelper output)
{
    private static readonly PhenopowerlawParameters Aluminium = PhenopowerlawParameters.Aluminium;

    private static readonly PhenopowerlawParameters Discriminating = Aluminium with
    {
        CoplanarInteraction = 1.2,
        CollinearInteraction = 5.123,
        HirthInteraction = 0.574,
        GlissileOneInteraction = 1.5,
        GlissileTwoInteraction = 0.8,
        LomerInteraction = 2.0,
    };

    [Theory]
    [InlineData(2e-4, 1e-7, false)]
    [InlineData(5e-4, 1e-7, false)]
    [InlineData(5e-4, 1e-9, true)]
    [InlineData(4e-3, 1e-7, true)]
    public void RandomPaths_CompareToPlainEntry(double step, double tolerance, bool discriminating)
    {
        double scalar = Largest<ScalarLane>(step, tolerance, discriminating, out _), wide = Largest<Vector512Lane>(step, tolerance, discriminating, out double bits);
        output.WriteLine($"steps of {step}: P differs by {wide:g2} of 100 MPa");
        Assert.True(wide <= 3 * tolerance, $"{wide}");

        // Every lane rounds alike, except in the exponential and the logarithm, on which only the fall-back of hard steps calls.
        double rounding = step < 1e-3 ? 0.0 : 1e-12;
        Assert.Equal(scalar, wide, rounding);
        Assert.Equal(scalar, Largest<Vector256Lane>(step, tolerance, discriminating, out _), rounding);
        Assert.Equal(0.0, bits);
    }

    [Fact]
    public void HugeSteps_DividedWhereThePlainEntryDivides_SameStress()
    {
        RandomRotations random = new(3);
        UpdateConstants c = new(Aluminium, UpdateTolerances.Default);
        int solved = 0, failed = 0;
        for (int i = 0; i < 200; i++)
        {
            CrystalState<ScalarLane> s0 = Initial<ScalarLane>([random.Rotation()]), plain, field = s0;
            LaneTensor<ScalarLane> F0 = LaneAlgebra.All<ScalarLane>(Tensor3x3.Identity);
            LaneTensor<ScalarLane> F1 = LaneAlgebra.All<ScalarLane>(Tensor3x3.Identity + (i % 2 == 0 ? 0.05 : 0.5) * random.Direction());
            ScalarLane expected = CrystalIncrement.Advance(c, F0, F1, ScalarLane.All(1.0), s0, out plain, out _, out LaneTensor<ScalarLane> P, out _);
            ScalarLane found = FieldIncrement.Advance(c, F0, F1, ScalarLane.All(1.0), s0, ref field, out LaneTensor<ScalarLane> Q);
            if (!ScalarLane.Any(expected))
                Assert.Equal(1.0, Scalar(LaneAlgebra.Determinant(plain.FpInverse)), 1e-11);
            if (!ScalarLane.Any(found))
                Assert.Equal(1.0, Scalar(LaneAlgebra.Determinant(field.FpInverse)), 1e-11);
            if (ScalarLane.Any(found))
            {
                failed++;
                Assert.True(ScalarLane.Any(expected));
                Assert.Equal(0.0, Difference(Q, default, 1.0));
                Assert.Equal(0.0, Difference(field, s0, 1.0));
            }
            else if (!ScalarLane.Any(expected))
            {
                solved++;
                Assert.True(Difference(Q, P, Size(P)) <= 1e-6, $"{i}: {Difference(Q, P, Size(P))}");
            }
        }

        output.WriteLine($"{solved} solved by both, {failed} by neither");
        Assert.True(solved > 50);
    }

    [Fact]
    public void AnyFirstGuess_SameAnswer()
    {
        RandomRotations random = new(5);
        UpdateConstants c = new(Aluminium, UpdateTolerances.Default);
        for (int i = 0; i < 20; i++)
        {
            CrystalState<ScalarLane> s0 = Initial<ScalarLane>([random.Rotation()]);
            LaneTensor<ScalarLane> F0 = LaneAlgebra.All<ScalarLane>(Tensor3x3.Identity), F1 = LaneAlgebra.All<ScalarLane>(Tensor3x3.Identity + 2e-3 * random.Direction());
            CrystalIncrement.Advance(c, F0, F1, ScalarLane.All(2.0), s0, out _, out _, out LaneTensor<ScalarLane> P, out _);
            foreach (double guess in (double[])[0.0, 30e6, 1e12, double.NaN, double.NegativeInfinity])
            {
                CrystalState<ScalarLane> s1 = s0;
                for (int k = 9; k < 26; k++)
                    ((ScalarLane*)&s1)[k] = ScalarLane.All(guess);
                Assert.False(ScalarLane.Any(FieldIncrement.Advance(c, F0, F1, ScalarLane.All(2.0), s0, ref s1, out LaneTensor<ScalarLane> Q)));
                Assert.True(Difference(Q, P, Size(P)) <= 1e-6, $"guess {guess}: {Difference(Q, P, Size(P))}");
            }
        }
    }

    /// <summary>
    /// Largest difference of P between the two entries along random paths of 16 crystals, three evaluations per increment; <paramref name="neighbours"/>:
    /// largest difference of a state from that of a bundle of another order of the crystals.
    /// </summary>
    private static double Largest<TLane>(double step, double tolerance, bool discriminating, out double neighbours) where TLane : unmanaged, ILane<TLane>
    {
        UpdateConstants c = new(discriminating ? Discriminating : Aluminium, UpdateTolerances.Default with { RelativeStress = tolerance });
        RandomRotations random = new(11);
        double largest = 0.0;
        neighbours = 0.0;
        for (int path = 0; path < 3; path++)
        {
            Tensor3x3[] O = random.Rotations(16);
            Tensor3x3[] local = [.. Enumerable.Range(0, 16).Select(_ => 0.3 * random.Direction())], wrong = [.. Enumerable.Range(0, 16).Select(_ => 0.1 * random.Direction())];
            Tensor3x3 direction = random.Direction(), second = random.Direction();
            int bundles = 16 / TLane.Width;
            for (int b = 0; b < bundles; b++)
            {
                int[] order = [.. Enumerable.Range(0, TLane.Width).Select(i => b * TLane.Width + i)], reversed = [.. order.Reverse()];
                CrystalState<TLane> forward = Follow(order, out double difference), backward = Follow(reversed, out _);
                largest = Math.Max(largest, difference);
                for (int k = 0; k < 26; k++)
                {
                    for (int i = 0; i < TLane.Width; i++)
                        neighbours = Math.Max(neighbours, Math.Abs(((double*)&forward)[k * TLane.Width + i] - ((double*)&backward)[(k + 1) * TLane.Width - 1 - i]));
                }

                CrystalState<TLane> Follow(int[] crystals, out double worst)
                {
                    CrystalState<TLane> s0 = Initial<TLane>([.. crystals.Select(i => O[i])]), s1 = s0, exact = s0;
                    LaneTensor<TLane> F0 = LaneAlgebra.All<TLane>(Tensor3x3.Identity), F1 = F0;
                    worst = 0.0;
                    for (int increment = 1; increment <= 20; increment++)
                    {
                        FieldIncrement.Predict(s0, TLane.All(increment > 1 ? 1.0 : 0.0), ref s1);
                        for (int evaluation = 0; evaluation < 3; evaluation++)
                        {
                            for (int i = 0; i < TLane.Width; i++)
                            {
                                Tensor3x3 f = Tensor3x3.Identity + (step * Math.Min(increment, 12)) * (direction + local[crystals[i]])
                                    + (step * Math.Max(increment - 12, 0)) * second + (evaluation == 0 ? step : 0.2 * step * (2 - evaluation)) * wrong[crystals[i]];
                                Set(ref F1, i, (1.0 / Math.Cbrt(f.Determinant)) * f);
                            }

                            Assert.False(TLane.Any(FieldIncrement.Advance(c, F0, F1, TLane.All(1.0), s0, ref s1, out LaneTensor<TLane> P)));
                            CrystalIncrement.Advance(c, F0, F1, TLane.All(1.0), s0, out _, out _, out LaneTensor<TLane> Q, out _);
                            worst = Math.Max(worst, Difference(P, Q, 1e8));
                        }

                        CrystalState<TLane> next = s1;
                        s1 = s0;
                        s0 = next;
                        F0 = F1;
                    }

                    return s0;
                }
            }
        }

        return largest;
    }

    private static CrystalState<TLane> Initial<TLane>(Tensor3x3[] O) where TLane : unmanaged, ILane<TLane>
    {
        CrystalState<TLane> s = default;
        double* p = (double*)&s;
        double[] o = new double[9];
        for (int i = 0; i < TLane.Width; i++)
        {
            O[i].Transpose.ToRowMajor(o);
            for (int k = 0; k < 9; k++)
                p[k * TLane.Width + i] = o[k];
            for (int k = 9; k < 21; k++)
                p[k * TLane.Width + i] = Aluminium.InitialResistance_Pa;
        }

        return s;
    }

    private static void Set<TLane>(ref LaneTensor<TLane> t, int i, in Tensor3x3 value) where TLane : unmanaged, ILane<TLane>
    {
        double[] a = new double[9];
        value.ToRowMajor(a);
        fixed (LaneTensor<TLane>* p = &t)
        {
            for (int k = 0; k < 9; k++)
                ((double*)p)[k * TLane.Width + i] = a[k];
        }
    }

    private static double Size<T>(T a) where T : unmanaged => Difference(a, default, 1.0);

    private static double Scalar(ScalarLane lane)
    {
        double value;
        ScalarLane.Store(&value, lane);
        return value;
    }

    private static double Difference<T>(T a, T b, double scale) where T : unmanaged
    {
        double largest = 0.0;
        for (int i = 0; i < sizeof(T) / sizeof(double); i++)
        {
            double d = Math.Abs(((double*)&a)[i] - ((double*)&b)[i]);
            largest = double.IsNaN(d) ? double.PositiveInfinity : Math.Max(largest, d);
        }

        return largest / scale;
    }
}
