using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral.Tests;

/// <summary>A uniform body: the stress is that of a point, and nothing is left to iterate.</summary>
public class HomogeneousTests
{
    private static readonly PeriodicGrid Grid = Structures.Grid(6, 5, 4);

    [Theory]
    [InlineData(SpectralOperator.Continuous)]
    [InlineData(SpectralOperator.Rotated)]
    public void AnyDeformation_GivesAUniformStress(SpectralOperator kind)
    {
        SpectralSolver solver = new(Grid, Uniform(), new SpectralSettings { Operator = kind });
        Tensor3x3 F = new(1.01, 0.02, -0.01, 0.005, 0.98, 0.003, -0.02, 0.01, 1.02);
        IncrementOutcome outcome = solver.Advance(MeanAim.Prescribed(F), 1.0);
        Assert.Equal(IncrementStatus.Converged, outcome.Status);
        Assert.Equal(1, outcome.Evaluations);
        Tensor3x3 expected = IsotropicField.Stress(Structures.Matrix, F);
        for (int v = 0; v < Grid.Count; v++)
        {
            Assert.InRange((solver.Stress_Pa[v] - expected).Norm, 0.0, 1e-10 * expected.Norm);
            Assert.InRange((solver.DeformationGradient[v] - F).Norm, 0.0, 1e-14);
        }

        Assert.InRange((solver.MeanStress_Pa - expected).Norm, 0.0, 1e-12 * expected.Norm);
        Assert.Equal(F, solver.MeanDeformationGradient);
    }

    /// <summary>Stress along x only: sigma = E e, lateral strain -nu e.</summary>
    [Fact]
    public void UniaxialStress_GivesYoungsModulusAndPoissonsRatio()
    {
        SpectralSolver solver = new(Grid, Uniform(), Structures.Exact());
        const double Strain = 1e-3;
        Tensor3x3 aim = new(1.0 + Strain, 0, 0, 0, 0, 0, 0, 0, 0);
        const int Lateral = MixedLoadStep.AllComponents & ~(1 << 4) & ~(1 << 8);
        Assert.Equal(IncrementStatus.Converged, solver.Advance(new MeanAim(aim, Tensor3x3.Zero, Lateral, Tensor3x3.Identity), 1.0).Status);
        (double lambda, double mu) = Structures.Matrix;
        double young = mu * (3.0 * lambda + 2.0 * mu) / (lambda + mu), poisson = lambda / (2.0 * (lambda + mu));
        Assert.Equal(young * Strain, solver.MeanStress_Pa.M11, 1e-10 * young * Strain);
        Assert.Equal(1.0 - poisson * Strain, solver.MeanDeformationGradient.M22, 1e-12);
        Assert.Equal(1.0 - poisson * Strain, solver.MeanDeformationGradient.M33, 1e-12);
    }

    /// <summary>All components by the stress; the rotation, which no stress opposes, stays where it was.</summary>
    [Fact]
    public void StressAlone_GivesItsStrain()
    {
        SpectralSolver solver = new(Grid, Uniform(), Structures.Exact());
        Tensor3x3 P = new(5e6, 1e6, 0, 1e6, -2e6, 3e6, 0, 3e6, 1e6);
        Assert.Equal(IncrementStatus.Converged, solver.Advance(new MeanAim(Tensor3x3.Zero, P, 0, Tensor3x3.Identity), 1.0).Status);
        Tensor3x3 e = solver.MeanDeformationGradient - Tensor3x3.Identity;
        Assert.InRange((e - e.Transpose).Norm, 0.0, 1e-12);
        Assert.InRange((IsotropicField.Stress(Structures.Matrix, solver.MeanDeformationGradient) - P).Norm, 0.0, 1e-9 * P.Norm);
    }

    private static IsotropicField Uniform() => new(Structures.Fill(Grid, (_, _, _) => Structures.Matrix));
}
