using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;

namespace UmatSurrogate.Microstructure.Tests;

public sealed class CubicSymmetryTests
{
    private static bool Same(Orientation a, Orientation b) => (a.ToMatrix() - b.ToMatrix()).Norm < 1e-12;

    [Fact]
    public void Operators_FormAGroupOf24()
    {
        Orientation[] group = CubicSymmetry.Operators.ToArray();
        Assert.Equal(CubicSymmetry.Order, group.Length);
        Assert.Equal(Orientation.Identity, group[0]);
        foreach (Orientation a in group)
        {
            Assert.Single(group, b => Same(a, b));
            Assert.Single(group, b => Same(a * b, Orientation.Identity));
            foreach (Orientation b in group)
                Assert.Single(group, c => Same(a * b, c));
        }
    }

    [Fact]
    public void Operators_MapTheCubeOntoItself()
    {
        foreach (Orientation a in CubicSymmetry.Operators)
        {
            double[] m = new double[9];
            a.ToMatrix().ToRowMajor(m);
            Assert.All(m, x => Assert.True(Math.Abs(x) < 1e-15 || Math.Abs(Math.Abs(x) - 1) < 1e-15));
            Assert.Equal(1.0, a.ToMatrix().Determinant, 1e-14);
        }
    }

    [Fact]
    public void ReduceToFundamentalZone_AllEquivalentsGiveTheSameOrientation()
    {
        RandomStream random = new(1, 0);
        for (int trial = 0; trial < 300; trial++)
        {
            Orientation o = OrientationSampling.Uniform(random);
            Orientation reduced = CubicSymmetry.ReduceToFundamentalZone(o);
            (double r1, double r2, double r3) = reduced.ToRodrigues();
            double face = Math.Sqrt(2) - 1;
            Assert.True(Math.Abs(r1) <= face + 1e-9 && Math.Abs(r2) <= face + 1e-9 && Math.Abs(r3) <= face + 1e-9);
            Assert.True(Math.Abs(r1) + Math.Abs(r2) + Math.Abs(r3) <= 1 + 1e-9);
            double smallest = double.PositiveInfinity;
            foreach (Orientation s in CubicSymmetry.Operators)
            {
                Assert.True(Same(reduced, CubicSymmetry.ReduceToFundamentalZone(s * o)));
                smallest = Math.Min(smallest, (s * o).Angle);
            }
            Assert.Equal(smallest, reduced.Angle, 1e-12);
        }
    }

    [Fact]
    public void ReduceToFundamentalZone_OnItsSurface_StaysInside()
    {
        // 45 deg about <100>, 60 deg about <111> and the corner (sqrt2-1, sqrt2-1, 3-2 sqrt2) lie on the surface.
        double face = Math.Sqrt(2) - 1, corner = 3 - 2 * Math.Sqrt(2);
        Orientation[] surface =
        [
            Orientation.FromRodrigues(face, 0, 0), Orientation.FromRodrigues(0, -face, 0),
            Orientation.FromRodrigues(1.0 / 3, 1.0 / 3, 1.0 / 3), Orientation.FromRodrigues(face, face, corner),
        ];
        foreach (Orientation o in surface)
        {
            foreach (Orientation s in CubicSymmetry.Operators)
            {
                Orientation reduced = CubicSymmetry.ReduceToFundamentalZone(s * o);
                Assert.True(CubicSymmetry.IsInFundamentalZone(reduced));
                Assert.Equal(o.Angle, reduced.Angle, 1e-9);
            }
        }
    }

    [Fact]
    public void DisorientationAngle_IsSymmetricAndBounded()
    {
        RandomStream random = new(2, 0);
        double largest = 0;
        for (int trial = 0; trial < 2000; trial++)
        {
            Orientation a = OrientationSampling.Uniform(random), b = OrientationSampling.Uniform(random);
            double angle = CubicSymmetry.DisorientationAngle(a, b);
            Assert.Equal(angle, CubicSymmetry.DisorientationAngle(b, a), 1e-12);
            Assert.Equal(angle, CubicSymmetry.DisorientationAngle(CubicSymmetry.Operators[7] * a, b), 1e-12);
            largest = Math.Max(largest, angle);
        }
        // Largest disorientation of cubic crystals: 62.80 deg (Mackenzie 1958, doi:10.1093/biomet/45.1-2.229).
        Assert.InRange(double.RadiansToDegrees(largest), 60.0, 62.81);
    }
}
