using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral.Tests;

/// <summary>A plate with a small hole under tension (Kirsch 1898): sigma = s/2 (2 + a^2/r^2 + 3 a^4/r^4) across the ligament.</summary>
public class PlateWithHoleTests
{
    private const int N = 192;
    private const double Radius = 14.0;

    [Fact]
    public void StressInTheLigament_FollowsKirsch()
    {
        PeriodicGrid grid = Structures.Grid(N, N, 1);
        double Distance(int i, int j) => Math.Sqrt((i + 0.5 - N / 2.0) * (i + 0.5 - N / 2.0) + (j + 0.5 - N / 2.0) * (j + 0.5 - N / 2.0));
        IsotropicModuli[] moduli = Structures.Fill(grid, (i, j, _) => Distance(i, j) < Radius ? Structures.Void : Structures.Matrix);
        SpectralSettings settings = new() { Operator = SpectralOperator.Rotated, RelativeDivergence = 1e-4, Depth = 20, MaximumIterations = 300 };
        SpectralSolver solver = new(grid, new IsotropicField(moduli), settings);

        // P11 = 10 MPa, P22 = P33 = 0, no shear of the mean.
        const int Shears = MixedLoadStep.AllComponents & ~1 & ~(1 << 4) & ~(1 << 8);
        MeanAim aim = new(Tensor3x3.Identity, new Tensor3x3(1e7, 0, 0, 0, 0, 0, 0, 0, 0), Shears, Tensor3x3.Identity);
        Assert.Equal(IncrementStatus.Converged, solver.Advance(aim, 1.0).Status);

        // The column of voxels nearest to the y axis through the centre; two voxels side by side are averaged, as the operator's cells overlap.
        for (int j = N / 2; j < N; j++)
        {
            double r = Distance(N / 2, j);
            if (r < Radius + 2.0 || r > 3.0 * Radius)
                continue;
            double found = 0.5 * (Sigma(solver, j) + Sigma(solver, j + 1)), centre = 0.5 * (r + Distance(N / 2, j + 1)), q = Radius * Radius / (centre * centre);
            double expected = 0.5e7 * (2.0 + q + 3.0 * q * q);
            Assert.Equal(expected, found, 0.08 * expected);
        }

        // The void carries nothing.
        Assert.InRange(solver.Stress_Pa[N / 2 + N * (N / 2)].Norm, 0.0, 1e-3 * 1e7);
    }

    private static double Sigma(SpectralSolver solver, int j) => solver.Stress_Pa[N / 2 + N * j].M11;
}
