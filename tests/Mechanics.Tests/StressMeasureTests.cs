using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Mechanics.Tests;

public sealed class StressMeasureTests
{
    [Fact]
    public void RoundTrips_GiveTheCauchyStress()
    {
        RandomTensors random = new(1);
        for (int trial = 0; trial < 100; trial++)
        {
            Tensor3x3 f = Tensor3x3.Identity + random.Tensor(0.3);
            SymmetricTensor sigma = random.Symmetric(1.0);
            Tensor3x3 p = StressMeasures.FirstPiolaFromCauchy(sigma, f);
            SymmetricTensor s = StressMeasures.SecondPiolaFromCauchy(sigma, f);
            double j = f.Determinant;
            PolarDecomposition.Right(f, out Tensor3x3 r, out _);
            Assert.InRange((StressMeasures.CauchyFromFirstPiola(p, f) - sigma).Norm, 0, 1e-13);
            Assert.InRange((StressMeasures.CauchyFromSecondPiola(s, f) - sigma).Norm, 0, 1e-13);
            Assert.InRange((StressMeasures.SecondPiolaFromFirstPiola(p, f) - s).Norm, 0, 1e-13);
            Assert.InRange((StressMeasures.FirstPiolaFromSecondPiola(s, f) - p).Norm, 0, 1e-13);
            Assert.InRange((StressMeasures.CauchyFromKirchhoff(StressMeasures.KirchhoffFromCauchy(sigma, j), j) - sigma).Norm, 0, 1e-14);
            Assert.InRange((StressMeasures.CauchyFromRotated(StressMeasures.RotatedFromCauchy(sigma, r), r) - sigma).Norm, 0, 1e-14);
        }
    }

    [Fact]
    public void FirstPiola_IsForcePerReferenceArea()
    {
        // A bar of cross-section 1 m2 stretched by 2, lateral stretches 0.5 each: area 0.25 m2, true stress 8 Pa, force 2 N.
        Tensor3x3 f = new(2, 0, 0, 0, 0.5, 0, 0, 0, 0.5);
        Assert.Equal(2.0, StressMeasures.FirstPiolaFromCauchy(new(8, 0, 0, 0, 0, 0), f).M11, 1e-15);
    }

    [Fact]
    public void StressPower_IsTheSameInAllMeasures()
    {
        // J sigma:d = P:dF = S:dE for any dF.
        RandomTensors random = new(2);
        for (int trial = 0; trial < 50; trial++)
        {
            Tensor3x3 f = Tensor3x3.Identity + random.Tensor(0.3), dF = random.Tensor(1.0);
            SymmetricTensor sigma = random.Symmetric(1.0);
            double spatial = f.Determinant * SymmetricTensor.DoubleContract(sigma, (dF * f.Inverse).Symmetric);
            double first = Tensor3x3.DoubleContract(StressMeasures.FirstPiolaFromCauchy(sigma, f), dF);
            double second = SymmetricTensor.DoubleContract(StressMeasures.SecondPiolaFromCauchy(sigma, f), (f.Transpose * dF).Symmetric);
            Assert.Equal(spatial, first, 1e-13);
            Assert.Equal(spatial, second, 1e-13);
        }
    }

    [Fact]
    public void RotatedCauchy_IsTheStressOfTheStretchAlone()
    {
        // An objective law gives for F = U what it gives for F = R U, turned back by R; here S = E.
        RandomTensors random = new(3);
        Tensor3x3 f = Tensor3x3.Identity + random.Tensor(0.3);
        PolarDecomposition.Right(f, out Tensor3x3 r, out SymmetricTensor u);
        SymmetricTensor e = 0.5 * ((f.Transpose * f).Symmetric - SymmetricTensor.Identity);
        SymmetricTensor global = StressMeasures.CauchyFromSecondPiola(e, f);
        SymmetricTensor stretchOnly = StressMeasures.CauchyFromSecondPiola(e, u.ToTensor());
        Assert.InRange((StressMeasures.RotatedFromCauchy(global, r) - stretchOnly).Norm, 0, 1e-14);
    }
}
