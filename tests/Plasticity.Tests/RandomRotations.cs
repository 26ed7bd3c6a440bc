using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Tests;

/// <summary>Seeded random numbers, rotations and load paths of the tests (SplitMix64; independent of the product's generators).</summary>
internal sealed class RandomRotations(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform()
    {
        ulong z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Uniform on SO(3): a uniform point on the sphere of quaternions.</summary>
    public Tensor3x3 Rotation()
    {
        while (true)
        {
            double[] q = [.. Enumerable.Range(0, 4).Select(_ => 2 * Uniform() - 1)];
            double norm = Math.Sqrt(q.Sum(x => x * x));
            if (norm is > 0.1 and < 1.0)
                return ReferenceCase.Matrix([.. q.Select(x => x / norm)]);
        }
    }

    public Tensor3x3[] Rotations(int count) => [.. Enumerable.Range(0, count).Select(_ => Rotation())];

    /// <summary>Components uniform in [-1, 1].</summary>
    public Tensor3x3 Direction()
    {
        double C() => 2 * Uniform() - 1;
        return new(C(), C(), C(), C(), C(), C(), C(), C(), C());
    }

    /// <summary>
    /// A random path: five sections of 40 s along one direction with rates up to 1e-3 1/s, det F = 1, straight between the targets
    /// (harder than a smooth path), in equal steps.
    /// </summary>
    public (double[] Times, Tensor3x3[] F) Path(int steps)
    {
        Tensor3x3 direction = Direction();
        double[] reach = new double[6];
        for (int k = 1; k < 6; k++)
            reach[k] = reach[k - 1] + 40.0 * 1e-3 * Uniform();
        double[] times = new double[steps + 1];
        Tensor3x3[] F = new Tensor3x3[steps + 1];
        for (int i = 0; i <= steps; i++)
        {
            double s = 5.0 * i / steps;
            int k = Math.Min((int)s, 4);
            Tensor3x3 f = Tensor3x3.Identity + (reach[k] + (s - k) * (reach[k + 1] - reach[k])) * direction;
            times[i] = 40.0 * s;
            F[i] = (1.0 / Math.Cbrt(f.Determinant)) * f;
        }

        F[0] = Tensor3x3.Identity;
        return (times, F);
    }

    /// <summary>The 24 proper rotations of the cube.</summary>
    public static IEnumerable<Tensor3x3> CubeRotations()
    {
        int[][] permutations = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        foreach (int[] p in permutations)
        {
            for (int signs = 0; signs < 8; signs++)
            {
                double[] m = new double[9];
                for (int i = 0; i < 3; i++)
                    m[3 * i + p[i]] = (signs >> i & 1) == 0 ? 1.0 : -1.0;
                Tensor3x3 r = Tensor3x3.FromRowMajor(m);
                if (r.Determinant > 0)
                    yield return r;
            }
        }
    }
}
