using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Benchmarks;

/// <summary>
/// Speed of the crystal plasticity law. Measured: implicit updates along random paths of the data set's rule (about 5e-4 strain per step), state
/// update and stress included, one thread. Not measured: files, threads, full fields.
/// </summary>
public static class PlasticityBenchmarks
{
    private static readonly LaneChoice[] Lanes = [LaneChoice.Scalar, LaneChoice.Vector256, LaneChoice.Vector512];

    /// <summary>One crystal by itself and 64 crystals at a time, per point evaluation, by lanes.</summary>
    public static void PointEvaluation()
    {
        Console.WriteLine("Point evaluation, 100 steps of about 5e-4 strain:");
        (double[] times, Tensor3x3[] F) = Path(100, 1);
        List<(string, int, Action)> bodies = [("1 crystal, scalar", 100, Runner(1, LaneChoice.Scalar, times, F))];
        foreach (LaneChoice lanes in Lanes)
            bodies.Add(($"64 crystals, {lanes}", 6400, Runner(64, lanes, times, F)));
        Measurement.InTurns(bodies, "point");
    }

    /// <summary>A Taylor polycrystal of 20 crystals along a path of 200 steps, per path, by lanes.</summary>
    public static void TaylorPath()
    {
        Console.WriteLine("Taylor path, 20 crystals, 200 steps:");
        (double[] times, Tensor3x3[] F) = Path(200, 2);
        Measurement.InTurns([.. Lanes.Append(LaneChoice.Automatic).Select(lanes => ($"{lanes}", 1, Runner(20, lanes, times, F)))], "path");
    }

    /// <summary>Evaluation with the consistent tangent against evaluation without, 20 crystals.</summary>
    public static void Tangent()
    {
        Console.WriteLine("Polycrystal of 20 crystals, one evaluation in flow:");
        (double[] times, Tensor3x3[] F) = Path(100, 3);
        TaylorPolycrystal polycrystal = Polycrystal(20, LaneChoice.Automatic);
        Tensor3x3[] P = new Tensor3x3[F.Length];
        PathRunner.Run(polycrystal, times, F, P);
        double[] tangent = new double[81];
        Tensor3x3 next = F[^1] + (F[^1] - F[^2]);
        Measurement.InTurns(
        [
            ("stress", 100, () => Repeat(() => polycrystal.Evaluate(next, 1.0, out _))),
            ("stress and tangent", 100, () => Repeat(() => polycrystal.EvaluateWithTangent(next, 1.0, out _, tangent))),
        ], "evaluation");
    }

    private static void Repeat(Action body)
    {
        for (int i = 0; i < 100; i++)
            body();
    }

    private static Action Runner(int crystals, LaneChoice lanes, double[] times, Tensor3x3[] F)
    {
        TaylorPolycrystal polycrystal = Polycrystal(crystals, lanes);
        Tensor3x3[] P = new Tensor3x3[F.Length];
        return () =>
        {
            if (PathRunner.Run(polycrystal, times, F, P) != PointStatus.Ok)
                throw new InvalidOperationException("The path failed.");
        };
    }

    private static TaylorPolycrystal Polycrystal(int crystals, LaneChoice lanes)
    {
        ReadOnlySpan<Grain> grains = VolumeElementGenerator.Random(crystals, 17).Grains;
        Tensor3x3[] O = new Tensor3x3[crystals];
        for (int g = 0; g < crystals; g++)
            O[g] = grains[g].Orientation.ToMatrix();
        return new TaylorPolycrystal(PhenopowerlawParameters.Aluminium, O, [], UpdateTolerances.Default, lanes);
    }

    /// <summary>A straight path with a norm of the strain of 5e-4 per step of 1 s along a random direction.</summary>
    private static (double[] Times_s, Tensor3x3[] F) Path(int steps, ulong seed)
    {
        RandomStream random = new(seed, 0);
        double[] a = new double[9];
        for (int i = 0; i < 9; i++)
            a[i] = 2 * random.NextDouble() - 1;
        Tensor3x3 A = Tensor3x3.FromRowMajor(a);
        A = (5e-4 / A.Symmetric.Deviator.Norm) * (A - (A.Trace / 3.0) * Tensor3x3.Identity);
        double[] times = new double[steps + 1];
        Tensor3x3[] F = new Tensor3x3[steps + 1];
        for (int k = 0; k <= steps; k++)
        {
            Tensor3x3 f = Tensor3x3.Identity + (double)k * A;
            (times[k], F[k]) = (k, (1.0 / Math.Cbrt(f.Determinant)) * f);
        }

        F[0] = Tensor3x3.Identity;
        return (times, F);
    }
}
