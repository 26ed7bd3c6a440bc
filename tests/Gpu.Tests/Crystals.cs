using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Tests;

/// <summary>Orientations and deformation gradients of the tests.</summary>
internal static class Crystals
{
    /// <summary>Rotation matrices of random unit quaternions; the same every time.</summary>
    public static Tensor3x3[] Orientations(int count)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, count).Select(_ => Rotation(random))];
    }

    /// <summary>Stretch along x by a strain, contraction along y and z that nearly keeps the volume, and a shear of a part of the strain.</summary>
    public static Tensor3x3 Deformation(double strain, double shear) => new(
        1.0 + strain, (strain + 0.01) * shear, 0.0,
        0.0, 1.0 / Math.Sqrt(1.0 + strain), 0.0,
        0.0, 0.3 * strain * shear, 1.0 / Math.Sqrt(1.0 + strain));

    /// <summary>State of an undeformed crystal.</summary>
    public static CrystalState<TLane> Initial<TLane>(in PhenopowerlawParameters p, in Tensor3x3 O) where TLane : unmanaged, ILane<TLane>
    {
        CrystalState<TLane> s = default;
        s.FpInverse = LaneAlgebra.All<TLane>(O.Transpose);
        TLane xi = TLane.All(p.InitialResistance_Pa);
        (s.Xi.A1, s.Xi.A2, s.Xi.A3, s.Xi.B1, s.Xi.B2, s.Xi.B3) = (xi, xi, xi, xi, xi, xi);
        (s.Xi.C1, s.Xi.C2, s.Xi.C3, s.Xi.D1, s.Xi.D2, s.Xi.D3) = (xi, xi, xi, xi, xi, xi);
        return s;
    }

    /// <summary>Whether the first increment of a crystal has to be divided; the coupled update has then been tried before.</summary>
    public static bool IsDivided(in PhenopowerlawParameters p, in UpdateTolerances t, in Tensor3x3 O, in Tensor3x3 F)
    {
        CrystalIncrement.Advance(
            new UpdateConstants(p, t), LaneAlgebra.All<ScalarLane>(Tensor3x3.Identity), LaneAlgebra.All<ScalarLane>(F), ScalarLane.All(1.0), Initial<ScalarLane>(p, O),
            out _, out _, out _, out ScalarLane divided);
        return ScalarLane.Any(divided);
    }

    private static Tensor3x3 Rotation(Random random)
    {
        double a = random.NextDouble() - 0.5, b = random.NextDouble() - 0.5, c = random.NextDouble() - 0.5, d = random.NextDouble() - 0.5;
        double n = 1.0 / Math.Sqrt(a * a + b * b + c * c + d * d);
        (a, b, c, d) = (a * n, b * n, c * n, d * n);
        return new(
            a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c),
            2 * (b * c + a * d), a * a - b * b + c * c - d * d, 2 * (c * d - a * b),
            2 * (b * d - a * c), 2 * (c * d + a * b), a * a - b * b - c * c + d * d);
    }
}
