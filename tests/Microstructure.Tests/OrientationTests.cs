using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Tests;

namespace UmatSurrogate.Microstructure.Tests;

public sealed class OrientationTests
{
    private static double Distance(Orientation a, Orientation b) => (a.ToMatrix() - b.ToMatrix()).Norm;

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(30, 40, 50)]
    [InlineData(90, 35, 45)]
    [InlineData(350, 170, 300)]
    [InlineData(10, 0, 20)]
    [InlineData(10, 180, 20)]
    [InlineData(0, 90, 0)]
    public void Bunge_MatrixIsTheProductOfThreeRotations(double phi1, double phi, double phi2)
    {
        // g = Z(phi2) X(Phi) Z(phi1) with passive elementary rotations (Bunge 1982).
        static Tensor3x3 Z(double a) => new(Math.Cos(a), Math.Sin(a), 0, -Math.Sin(a), Math.Cos(a), 0, 0, 0, 1);
        static Tensor3x3 X(double a) => new(1, 0, 0, 0, Math.Cos(a), Math.Sin(a), 0, -Math.Sin(a), Math.Cos(a));
        double f = Math.PI / 180;
        Tensor3x3 g = Z(f * phi2) * X(f * phi) * Z(f * phi1);
        Orientation o = Orientation.FromBunge_deg(phi1, phi, phi2);
        Assert.InRange((o.ToMatrix() - g).Norm, 0, 1e-14);
        (double a1, double a, double a2) = o.ToBunge();
        Assert.InRange(Distance(Orientation.FromBunge(a1, a, a2), o), 0, 1e-14);
        Assert.InRange(a1, 0, 2 * Math.PI);
        Assert.InRange(a, 0, Math.PI);
        Assert.InRange(a2, 0, 2 * Math.PI);
        if (phi is > 0 and < 180)
            Assert.InRange(Math.Abs(a1 - f * phi1) + Math.Abs(a - f * phi) + Math.Abs(a2 - f * phi2), 0, 1e-13);
    }

    [Fact]
    public void Conversions_RoundTrip()
    {
        RandomStream random = new(1, 0);
        for (int trial = 0; trial < 500; trial++)
        {
            Orientation o = OrientationSampling.Uniform(random);
            Assert.InRange(Distance(Orientation.FromMatrix(o.ToMatrix()), o), 0, 4e-15);
            (double a1, double a, double a2) = o.ToBunge();
            Assert.InRange(Distance(Orientation.FromBunge(a1, a, a2), o), 0, 4e-15);
            (double r1, double r2, double r3) = o.ToRodrigues();
            Assert.InRange(Distance(Orientation.FromRodrigues(r1, r2, r3), o), 0, 4e-15);
            Assert.InRange((o.ToMatrix() * o.Inverse.ToMatrix() - Tensor3x3.Identity).Norm, 0, 4e-15);
            Assert.InRange((o.ToMatrix() * o.ToMatrix().Transpose - Tensor3x3.Identity).Norm, 0, 4e-15);
            Assert.Equal(2 * Math.Cos(o.Angle) + 1, o.ToMatrix().Trace, 1e-14);
            Assert.True(o.Q0 >= 0);
        }
    }

    [Fact]
    public void FromMatrix_HalfTurns_AreExact()
    {
        foreach (Orientation o in CubicSymmetry.Operators)
            Assert.InRange(Distance(Orientation.FromMatrix(o.ToMatrix()), o), 0, 1e-15);
    }

    [Fact]
    public void Product_IsTheProductOfMatrices()
    {
        RandomStream random = new(2, 0);
        for (int trial = 0; trial < 100; trial++)
        {
            Orientation a = OrientationSampling.Uniform(random), b = OrientationSampling.Uniform(random);
            Assert.InRange(((a * b).ToMatrix() - a.ToMatrix() * b.ToMatrix()).Norm, 0, 4e-15);
        }
    }

    [Fact]
    public void FromAxisAngle_QuarterTurnAboutZ_TakesSampleYToCrystalX()
    {
        // Passive, P = -1: crystal axes turned by +90 deg about z; the crystal's x axis is the sample's y axis.
        Tensor3x3 o = Orientation.FromAxisAngle(0, 0, 1, Math.PI / 2).ToMatrix();
        Assert.Equal(1.0, o.M12, 1e-15);
        Assert.Equal(-1.0, o.M21, 1e-15);
    }

    [Fact]
    public void TryCreate_KeepsTheBitsOfUnitQuaternionsAndRefusesOthers()
    {
        Assert.True(Orientation.TryCreate(0.96722363011494439, -0.050678150732361447, -0.15642707239348247, -0.19349611212637213, out Orientation o));
        Assert.Equal(new Orientation(0.96722363011494439, -0.050678150732361447, -0.15642707239348247, -0.19349611212637213), o);
        Assert.True(Orientation.TryCreate(-0.5, 0.5, 0.5, 0.5, out o));
        Assert.Equal(new Orientation(0.5, -0.5, -0.5, -0.5), o);
        Assert.True(Orientation.TryCreate(0.707107, 0.707107, 0, 0, out o));
        Assert.Equal(1.0, o.Norm, 1e-15);
        Assert.False(Orientation.TryCreate(1, 1, 0, 0, out _));
        Assert.False(Orientation.TryCreate(double.NaN, 0, 0, 0, out _));
    }

    [Fact]
    public void BrassOfTheReferenceData_IsItsBungeAngles()
    {
        // The single-crystal cases "brass" were made from Bunge (35.264, 45, 0) deg by the reference program.
        string text = File.ReadAllText(TestData.Path("reference", "sx", "sx_A_brass_tension", "material.yaml"));
        string list = text[(text.IndexOf("O: [", StringComparison.Ordinal) + 4)..];
        double[] q = [.. list[..list.IndexOf(']', StringComparison.Ordinal)].Split(',').Select(w => double.Parse(w, System.Globalization.CultureInfo.InvariantCulture))];
        Orientation reference = new(q[0], q[1], q[2], q[3]);
        Assert.InRange(Distance(reference, Orientation.FromBunge_deg(35.264, 45, 0)), 0, 2e-5);
    }
}
