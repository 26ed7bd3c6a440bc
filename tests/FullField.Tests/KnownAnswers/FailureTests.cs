using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>A voxel without stress ends in a cut-back and, where that does not help, in a failure that names voxel and increment.</summary>
public class FailureTests(ITestOutputHelper output)
{
    private const int Voxels = 4 * 3 * 5;
    private const int Weak = 37;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void MeanDeformationThatInverts_CutBackThenFailure(int cutbacks)
    {
        // Increments 1 and 2 are harmless; in increment 3 the box is turned inside out along x.
        SmallField field = Problem(out _, new SpectralSettings { MaximumCutbacks = cutbacks, MaximumIterations = 20 });
        LoadStepper stepper = new(field.Solver, [1.0, 2.0, 3.0], [Stretch(1.001), Stretch(1.002), Stretch(-1.0)]);
        List<CompletedIncrement> history = [];
        IncrementFailure? failure = stepper.Run(increment =>
        {
            history.Add(increment);
            return true;
        });
        Assert.NotNull(failure);
        output.WriteLine(failure.Message);
        Assert.Equal(2, history.Count);
        Assert.Equal(2, stepper.Completed);
        Assert.Equal(3, failure.Increment);
        Assert.Equal(Math.Pow(0.5, cutbacks), failure.Length_s, 1e-12);
        Assert.Contains("increment 3", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.True(field.Solver.MeanDeformationGradient.IsFinite && field.Solver.MeanStress_Pa.IsFinite);
        if (cutbacks > 0)
            return;
        Assert.Equal(IncrementStatus.MaterialFailed, failure.Outcome.Status);
        Assert.Equal(PointStatus.NonPositiveVolume, failure.Outcome.Failure.Status);
        Assert.Contains(FormattableString.Invariant($"voxel {failure.Outcome.Failure.Voxel}"), failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(history[^1].Stress_Pa, field.Solver.MeanStress_Pa);
    }

    [Fact]
    public void VoxelThatFailsInLongIncrements_IsCutBackAndRecovers()
    {
        Problem(out FailingVoxel material);
        material.Fails = (_, dt) => dt > 0.3; // increments of 1 s have to be taken in quarters
        LoadStepper stepper = new(new SpectralSolver(Grid, material, new SpectralSettings()), [SmallField.UniaxialStress(0.002, 4.0, 4)]);
        List<CompletedIncrement> history = [];
        Assert.Null(stepper.Run(increment =>
        {
            history.Add(increment);
            return true;
        }));
        Assert.Equal([1.0, 2.0, 3.0, 4.0], history.Select(h => h.Time_s));
        Assert.All(history, h => Assert.Equal(2, h.CutbackLevel));

        // The same as increments of a quarter from the start, to the solver's tolerance.
        List<CompletedIncrement> fine = Problem(out _).Follow(SmallField.UniaxialStress(0.002, 4.0, 16));
        Assert.True((history[^1].Stress_Pa - fine[^1].Stress_Pa).Norm < 2e-3 * fine[^1].Stress_Pa.Norm);
    }

    [Fact]
    public void VoxelThatAlwaysFails_IsNamed()
    {
        Problem(out FailingVoxel material);
        material.Fails = (committed, _) => committed >= 5;
        SpectralSolver solver = new(Grid, material, new SpectralSettings());
        LoadStepper stepper = new(solver, [SmallField.UniaxialStress(0.01, 10.0, 10)]);
        CompletedIncrement last = default;
        IncrementFailure? failure = stepper.Run(increment =>
        {
            last = increment;
            return true;
        });
        Assert.NotNull(failure);
        output.WriteLine(failure.Message);
        Assert.Equal((5, 6), (last.Increment, failure.Increment));
        Assert.Equal(new FieldOutcome(PointStatus.NonPositiveVolume, Weak), failure.Outcome.Failure);
        Assert.Contains($"voxel {Weak}", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("increment 6", failure.Message, StringComparison.OrdinalIgnoreCase);

        // The state is that of increment 5.
        Assert.Equal(last.Stress_Pa, solver.MeanStress_Pa);
        Assert.Equal(last.DeformationGradient, solver.MeanDeformationGradient);
        Assert.Equal(5, stepper.Completed);
    }

    [Fact]
    public void IterationLimit_IsAFailureWithItsResiduals()
    {
        SmallField field = Problem(out _, SmallField.Tight with { MaximumIterations = 2, MaximumCutbacks = 1 });
        LoadStepper stepper = new(field.Solver, [SmallField.UniaxialStress(0.02, 4.0, 2)]);
        IncrementFailure? failure = stepper.Run(_ => true);
        Assert.NotNull(failure);
        output.WriteLine(failure.Message);
        Assert.NotEqual(IncrementStatus.Converged, failure.Outcome.Status);
        Assert.True(failure.Outcome.Error.Divergence_Pa > 0.0);
        Assert.Contains("increment 1", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void NumbersThatAreNone_AreRefusedOrFail()
    {
        foreach (Tensor3x3 F in new[] { Stretch(double.NaN), Stretch(double.PositiveInfinity), Stretch(0.0) })
        {
            SmallField field = Problem(out _, new SpectralSettings { MaximumIterations = 20 });
            try
            {
                IncrementFailure? failure = new LoadStepper(field.Solver, [1.0], [F]).Run(_ => true);
                Assert.NotNull(failure);
                output.WriteLine(failure.Message);
            }
            catch (InputException e)
            {
                output.WriteLine(e.Message);
            }
        }

        foreach (double[] times in new[] { [0.0], new[] { -1.0 }, [double.NaN] })
            Assert.Throws<InputException>(() => new LoadStepper(Problem(out _).Solver, times, [Stretch(1.001)]));
    }

    private static PeriodicGrid Grid => new(4, 3, 5, 4, 3, 5);

    private static Tensor3x3 Stretch(double x) => new(x, 0, 0, 0, 1, 0, 0, 0, 1);

    private static SmallField Problem(out FailingVoxel material, SpectralSettings? settings = null)
    {
        RandomRotations random = new(51);
        Tensor3x3[] O = random.Rotations(5);
        SmallField field = new(Grid, SmallField.RandomVoxels(random, Voxels, 5), O, PhenopowerlawParameters.Aluminium, settings ?? new SpectralSettings());
        material = new FailingVoxel(field.Crystals, Weak);
        return field;
    }

    /// <summary>A material of which one voxel fails when it is told to.</summary>
    private sealed class FailingVoxel(IFieldMaterial material, int voxel) : IFieldMaterial
    {
        private int _committed;

        /// <summary>Of (number of commits, length of the increment [s]).</summary>
        public Func<int, double, bool> Fails { get; set; } = (_, _) => false;

        public int Voxels => material.Voxels;

        public (IsotropicModuli Softest, IsotropicModuli Stiffest) ElasticRange => material.ElasticRange;

        public IsotropicModuli MeanModuli => material.MeanModuli;

        public FieldOutcome Evaluate(TensorField F, double dt_s, TensorField P) => Fails(_committed, dt_s)
            ? new FieldOutcome(PointStatus.NonPositiveVolume, voxel)
            : material.Evaluate(F, dt_s, P);

        public void Commit()
        {
            _committed++;
            material.Commit();
        }

        public void WriteState(BinaryWriter writer) => material.WriteState(writer);

        public void ReadState(BinaryReader reader) => material.ReadState(reader);
    }
}
