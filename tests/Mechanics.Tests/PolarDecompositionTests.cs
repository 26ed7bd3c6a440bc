using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Mechanics.Tests;

public sealed class PolarDecompositionTests
{
    // The factors are known by construction, up to the rounding of F = R U itself.
    [Theory]
    [InlineData(1.0, 1.0, 1.0)]
    [InlineData(1.3, 1.3, 0.7)]
    [InlineData(1.0, 1.0 + 1e-8, 1.0 - 1e-8)]
    [InlineData(1.0, 1.0 + 1e-15, 1.0)]
    [InlineData(2.0, 0.5, 1.0)]
    [InlineData(10.0, 0.1, 1.0)]
    [InlineData(1e3, 1.0, 1e-2)]
    [InlineData(1e-8, 1.5e-8, 0.7e-8)]
    public void Right_KnownFactors_AreRecovered(double l1, double l2, double l3)
    {
        RandomTensors random = new(1);
        for (int trial = 0; trial < 200; trial++)
        {
            Tensor3x3 rotation = random.Rotation();
            SymmetricTensor stretch = random.Stretch(l1, l2, l3);
            Assert.Equal(PointStatus.Ok, PolarDecomposition.Right(rotation * stretch.ToTensor(), out Tensor3x3 r, out SymmetricTensor u));
            Assert.InRange((u - stretch).Norm, 0, 5e-15 * stretch.Norm);
            Assert.InRange((r.Transpose * r - Tensor3x3.Identity).Norm, 0, 2e-15);
            // R is conditioned by the two smaller stretches (Kenney and Laub 1991, doi:10.1137/0612045).
            double smaller = l1 + l2 + l3 - Math.Max(l1, Math.Max(l2, l3));
            Assert.InRange((r - rotation).Norm, 0, 4e-15 * stretch.Norm / smaller);
        }
    }

    [Fact]
    public void Right_PureRotation_GivesIdentityStretch()
    {
        RandomTensors random = new(2);
        for (int trial = 0; trial < 200; trial++)
        {
            PolarDecomposition.Right(random.Rotation(), out _, out SymmetricTensor u);
            Assert.InRange((u - SymmetricTensor.Identity).Norm, 0, 2e-15);
        }
    }

    [Fact]
    public void Right_RandomDeformation_SatisfiesDefinition()
    {
        RandomTensors random = new(3);
        for (int trial = 0; trial < 2000; trial++)
        {
            Tensor3x3 f = Tensor3x3.Identity + random.Tensor(1.0);
            if (f.Determinant <= 1e-3)
                continue;
            Assert.Equal(PointStatus.Ok, PolarDecomposition.Right(f, out Tensor3x3 r, out SymmetricTensor u));
            Assert.InRange((r * u.ToTensor() - f).Norm, 0, 4e-15 * f.Norm);
            Assert.Equal(1.0, r.Determinant, 1e-14);
            SymmetricEigen.Decompose(u, out double l1, out double l2, out double l3, out _);
            Assert.True(l1 > 0 && l2 > 0 && l3 > 0);
        }
    }

    [Fact]
    public void Right_SimpleShear_CompareToClosedForm()
    {
        // F = I + 2 tan(b) e1 x e2: rotation by b about -e3.
        double b = 0.3;
        Tensor3x3 f = new(1, 2 * Math.Tan(b), 0, 0, 1, 0, 0, 0, 1);
        PolarDecomposition.Right(f, out Tensor3x3 r, out _);
        Assert.Equal(Math.Cos(b), r.M11, 1e-15);
        Assert.Equal(Math.Sin(b), r.M12, 1e-15);
        Assert.Equal(-Math.Sin(b), r.M21, 1e-15);
    }

    [Fact]
    public void Right_InvalidDeformation_TellsTheStatus()
    {
        Assert.Equal(PointStatus.NonPositiveVolume, PolarDecomposition.Right(Tensor3x3.Zero, out _, out SymmetricTensor u));
        Assert.Equal(SymmetricTensor.Identity, u);
        Assert.Equal(PointStatus.NonPositiveVolume, PolarDecomposition.Right(new(-1, 0, 0, 0, 1, 0, 0, 0, 1), out _, out _));
        Assert.Equal(PointStatus.NonPositiveVolume, PolarDecomposition.Right(new(1, 0, 0, 0, 1, 0, 1, 0, 0), out _, out _));
        Assert.Equal(PointStatus.NonFiniteInput, PolarDecomposition.Right(new(double.NaN, 0, 0, 0, 1, 0, 0, 0, 1), out _, out _));
        Assert.Equal(PointStatus.NonFiniteInput, PolarDecomposition.Right(new(1, 0, 0, 0, double.PositiveInfinity, 0, 0, 0, 1), out _, out _));
    }
}
