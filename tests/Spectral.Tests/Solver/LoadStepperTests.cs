using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral.Tests;

/// <summary>Aims, times, cut-back and recovery, failures and their words.</summary>
public class LoadStepperTests
{
    private const int Lateral = MixedLoadStep.AllComponents & ~(1 << 4) & ~(1 << 8);
    private static readonly PeriodicGrid Grid = Structures.Grid(5, 4, 3);

    /// <summary>All kinds of control in sequence, on a uniform body: means and times are those of the closed forms.</summary>
    [Fact]
    public void LoadSteps_FollowTheirAims()
    {
        LoadStepper stepper = new(
            new SpectralSolver(Grid, new IsotropicField(Structures.Fill(Grid, (_, _, _) => Structures.Matrix)), Structures.Exact()),
            [
                new MixedLoadStep { Deformation = new Tensor3x3(1e-3, 0, 0, 0, 0, 0, 0, 0, 0), DeformationMask = Lateral, Time_s = 2.0, Increments = 4 },
                new MixedLoadStep
                {
                    DeformationKind = DeformationKind.DeformationGradient,
                    Deformation = new Tensor3x3(1.001, 0.002, 0, 0, 1.0, 0, 0, 0, 0.999),
                    Time_s = 1.0,
                    Increments = 3,
                    GeometricRatio = 1.5,
                },
                new MixedLoadStep
                {
                    DeformationKind = DeformationKind.VelocityGradient,
                    Deformation = new Tensor3x3(0, 0.01, 0, 0, 0, 0, 0, 0, 0),
                    Time_s = 1.0,
                    Increments = 2,
                },
                new MixedLoadStep { DeformationMask = 0x1FF & ~1, StressKind = StressKind.FirstPiolaKirchhoffRate, Stress = new Tensor3x3(1e6, 0, 0, 0, 0, 0, 0, 0, 0), Time_s = 3.0, Increments = 1 },
            ]);
        List<CompletedIncrement> all = Run(stepper);
        Assert.Equal(10, all.Count);
        Assert.Equal([0.5, 1.0, 1.5, 2.0], all.Take(4).Select(i => i.Time_s));
        Assert.Equal(3.0, all[6].Time_s);
        Assert.Equal(2.0 + 1.0 * (1.0 - 1.5) / (1.0 - Math.Pow(1.5, 3)), all[4].Time_s, 1e-14);
        Assert.Equal(7.0, all[9].Time_s);
        double poisson = Structures.Matrix.Lambda_Pa / (2.0 * (Structures.Matrix.Lambda_Pa + Structures.Matrix.Shear_Pa));
        Assert.Equal(1.0 - poisson * 2e-3, all[3].DeformationGradient.M22, 1e-10);
        Assert.Equal(new Tensor3x3(1.001, 0.002, 0, 0, 1.0, 0, 0, 0, 0.999), all[6].DeformationGradient);
        Tensor3x3 L = new(0, 0.01, 0, 0, 0, 0, 0, 0, 0), step = Tensor3x3.Identity + 0.5 * L;
        Assert.InRange((step * step * all[6].DeformationGradient - all[8].DeformationGradient).Norm, 0.0, 1e-15);
        Assert.Equal(all[8].Stress_Pa.M11 + 3e6, all[9].Stress_Pa.M11, 1.0);
    }

    /// <summary>A prescribed path and load steps of one increment each are the same.</summary>
    [Fact]
    public void PrescribedPath_IsASequenceOfTargets()
    {
        double[] times = [0.3, 1.0, 1.1];
        Tensor3x3[] F = [.. times.Select(t => Tensor3x3.Identity + 1e-3 * t * new Tensor3x3(1, t, 0, 0, -1, 0, 0, 0, 0.2))];
        List<CompletedIncrement> path = Run(new LoadStepper(Solver(out _), times, F));
        List<CompletedIncrement> steps = Run(new LoadStepper(Solver(out _), [.. times.Select((t, i) => new MixedLoadStep
        {
            DeformationKind = DeformationKind.DeformationGradient,
            Deformation = F[i],
            Time_s = i == 0 ? t : t - times[i - 1],
            Increments = 1,
        })]));
        Assert.Equal(times, path.Select(i => i.Time_s));
        Assert.Equal(steps.Select(i => (i.DeformationGradient, i.Stress_Pa)), path.Select(i => (i.DeformationGradient, i.Stress_Pa)));
        Assert.Equal(F, path.Select(i => i.DeformationGradient));
    }

    /// <summary>A voxel that takes no more than a third of an increment at once: parts of a quarter, then longer ones again once it is strong.</summary>
    [Fact]
    public void Cutback_HalvesAndRecovers()
    {
        SpectralSolver solver = Solver(out SofteningField material);
        LoadStepper stepper = new(solver, [Tension(increments: 4)]);
        List<CompletedIncrement> all = [];
        material.Weakness = (17, 0.4e-3);
        IncrementFailure? failure = stepper.Run(increment =>
        {
            all.Add(increment);
            if (increment.Increment == 2)
                material.Weakness = (17, double.PositiveInfinity);
            return true;
        });
        Assert.Null(failure);
        Assert.Equal([2, 2, 0, 0], all.Select(i => i.CutbackLevel));
        Assert.Equal([0.25, 0.5, 0.75, 1.0], all.Select(i => i.Time_s));
        Assert.Equal(1.004, all[3].DeformationGradient.M11, 1e-15);
        Assert.Equal(4 + 4 + 1 + 1, solver.Account.Increments);
        Assert.Equal(solver.Account.Increments, material.Commits);
        Assert.Equal(solver.Account.Evaluations, all.Sum(i => (long)i.Evaluations));

        // Only the path of the mean in the increments matters to the end, not how often they were cut: this material depends on the largest strain alone.
        List<CompletedIncrement> plain = Run(new LoadStepper(Solver(out _), [Tension(increments: 4)]));
        Assert.Equal(plain[3].Stress_Pa.M11, all[3].Stress_Pa.M11, 1e-3 * plain[3].Stress_Pa.M11);
    }

    [Fact]
    public void VoxelWithoutStress_FailsWithItsName()
    {
        SpectralSolver solver = Solver(out SofteningField material);
        material.Weakness = (33, double.PositiveInfinity);
        material.Limit = 1.0024;
        LoadStepper stepper = new(solver, [Tension(increments: 4)]);
        int completed = 0;
        IncrementFailure? failure = stepper.Run(_ => ++completed > 0);
        Assert.NotNull(failure);
        Assert.Equal(completed + 1, failure.Increment);
        Assert.Equal(IncrementStatus.MaterialFailed, failure.Outcome.Status);
        Assert.Equal(new FieldOutcome(PointStatus.NotConverged, 33), failure.Outcome.Failure);
        Assert.Equal(0.25 / 8, failure.Length_s);
        Assert.InRange(failure.Time_s, 0.25 * completed, 0.25 * (completed + 1) - failure.Length_s);
        Assert.Contains("voxel 33, that is (3, 2, 1)", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"Increment {completed + 1} of 4", failure.Message, StringComparison.Ordinal);
        Assert.True(solver.MeanStress_Pa.IsFinite && solver.MeanDeformationGradient.M11 > 1.0);
        Assert.Throws<InvalidOperationException>(() => stepper.Next(out _));
    }

    /// <summary>The mean itself turns the body inside out: found before the material is asked.</summary>
    [Fact]
    public void InvertedVoxel_FailsWithItsName()
    {
        LoadStepper stepper = new(
            new SpectralSolver(Grid, new IsotropicField(Structures.Random(Grid, seed: 1)), new SpectralSettings()),
            [1.0], [new Tensor3x3(-0.5, 0, 0, 0, 1, 0, 0, 0, 1)]);
        IncrementFailure? failure = stepper.Run(_ => true);
        Assert.NotNull(failure);
        Assert.Equal(PointStatus.NonPositiveVolume, failure.Outcome.Failure.Status);
        Assert.InRange(failure.Outcome.Failure.Voxel, 0, Grid.Count - 1);
        Assert.Contains("inside out", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>A response that is different at each evaluation: no equilibrium, and an end to the search.</summary>
    [Theory]
    [InlineData(NonlinearScheme.Basic)]
    [InlineData(NonlinearScheme.Anderson)]
    [InlineData(NonlinearScheme.NonlinearGmres)]
    public void NoisyMaterial_EndsInAClearFailure(NonlinearScheme scheme)
    {
        SofteningField material = new(Structures.Random(Grid, seed: 1)) { Noise = 1e-2 };
        LoadStepper stepper = new(
            new SpectralSolver(Grid, material, new SpectralSettings { Scheme = scheme, MaximumCutbacks = 1 }), [Tension(increments: 1)]);
        IncrementFailure? failure = stepper.Run(_ => true);
        Assert.NotNull(failure);
        Assert.True(failure.Outcome.Status is IncrementStatus.Stagnated or IncrementStatus.IterationLimit);
        Assert.Equal(0, material.Commits);
        Assert.True(double.IsFinite(failure.Outcome.Error.Divergence_Pa));
    }

    [Fact]
    public void FewIterations_AreTheLimit()
    {
        LoadStepper stepper = new(
            new SpectralSolver(Grid, new SofteningField(Structures.Random(Grid, seed: 1)), Structures.Exact() with { MaximumIterations = 2, MaximumCutbacks = 0 }),
            [Tension(increments: 1)]);
        IncrementFailure? failure = stepper.Run(_ => true);
        Assert.Equal(IncrementStatus.IterationLimit, failure?.Outcome.Status);
        Assert.Contains("no equilibrium after 4 iterations", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ImpossibleLoads_AreRefused()
    {
        SpectralSolver solver = Solver(out _);
        Assert.Throws<InputException>(() => new LoadStepper(solver, [new MixedLoadStep { Time_s = 1.0, Increments = 0 }]));
        Assert.Throws<InputException>(() => new LoadStepper(solver, [new MixedLoadStep { Time_s = 0.0, Increments = 1 }]));
        Assert.Throws<InputException>(() => new LoadStepper(solver, [new MixedLoadStep { Time_s = 1.0, Increments = 1, LoadFrame = 2.0 * Tensor3x3.Identity }]));
        Assert.Throws<InputException>(() => new LoadStepper(solver, [1.0, 1.0], [Tensor3x3.Identity, Tensor3x3.Identity]));
        Assert.Throws<InputException>(() => solver.Advance(MeanAim.Prescribed(Tensor3x3.Identity), 0.0));
        Assert.Throws<InputException>(() => new SpectralSolver(Grid, new IsotropicField([Structures.Matrix]), new SpectralSettings()));
        Assert.Throws<InputException>(() => new SpectralSolver(Grid, solver.Material, new SpectralSettings { Depth = 0 }));
        Assert.Throws<InputException>(() => new SpectralSettings { MinimumIterations = 5, MaximumIterations = 4 }.Validate());
    }

    private static SpectralSolver Solver(out SofteningField material)
    {
        material = new SofteningField(Structures.Random(Grid, seed: 1));
        return new SpectralSolver(Grid, material, new SpectralSettings());
    }

    private static MixedLoadStep Tension(int increments) => new()
    {
        Deformation = new Tensor3x3(4e-3, 0, 0, 0, 0, 0, 0, 0, 0),
        DeformationMask = Lateral,
        Time_s = 1.0,
        Increments = increments,
    };

    private static List<CompletedIncrement> Run(LoadStepper stepper)
    {
        List<CompletedIncrement> all = [];
        IncrementFailure? failure = stepper.Run(increment =>
        {
            all.Add(increment);
            return true;
        });
        Assert.Null(failure);
        return all;
    }
}
