using UmatSurrogate.FullField;
using UmatSurrogate.Mechanics;
using Xunit.Abstractions;

namespace UmatSurrogate.Tests;

/// <summary>
/// Full-field runs of the reference's own input files against its histories and fields. The limits are those that were agreed for the product; the README of
/// the project has the measured values.
/// </summary>
public class ReferenceFieldTests(ITestOutputHelper output)
{
    private const double HistoryError = 2e-3, TightHistoryError = 2e-4, FieldError = 1e-2;
    private const double SlotHistoryError = 5e-3, SlotFieldError = 2e-2;

    // One iteration of the reference is two evaluations.
    private const double EvaluationsPerIteration = 2.0;

    // The history has ten digits; the means of the local stress are taken over its own fields.
    private const double StatisticsError = 5e-3;

    public static TheoryData<string> Cases => [.. ReferenceFieldCase.Names("ff")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void History_CompareToReference(string name)
    {
        ReferenceFieldRun run = ReferenceFieldRun.Of("ff", name);
        Report(run);
        Assert.Null(run.History.Failure);
        Assert.Equal(run.Reference.Increments, run.History.Increments.Count);
        Assert.InRange(run.LargestError, 0.0, run.Reference.IsTight ? TightHistoryError : HistoryError);
        Assert.InRange(run.EvaluationsPerIteration, 0.0, EvaluationsPerIteration);
        Assert.All(run.History.Increments, i => Assert.Equal(0, i.CutbackLevel)); // the reference cut back nowhere
        if (run.Reference.HasFinalFields)
            CompareFields(run, run.Reference.FinalFields());
    }

    [Fact]
    public void Statistics_CompareToReference()
    {
        ReferenceFieldRun run = ReferenceFieldRun.Of("ff", "ve0_rand_8", new FollowOptions { WithStatistics = true });
        Assert.Equal(run.Reference.Increments, run.History.Statistics.Count);
        for (int k = 1; k <= run.Reference.Increments; k++)
        {
            (double mean, double deviation, double largest) = run.Reference.Rows[k].VonMises_Pa;
            FieldStatistics ours = run.History.Statistics[k - 1];
            Assert.Equal(mean, ours.VonMisesMean_Pa, StatisticsError * mean);
            Assert.Equal(deviation, ours.VonMisesDeviation_Pa, StatisticsError * mean);
            Assert.Equal(largest, ours.VonMisesLargest_Pa, 2.0 * StatisticsError * largest);
        }
    }

    /// <summary>Taylor-4 at each solid voxel, voids of 1e-6 of the stiffness: isostrain, elastic voxels and their mixture.</summary>
    [Fact]
    public void Slot_CompareToReference()
    {
        string name = Assert.Single(ReferenceFieldCase.Names("slot"));
        ReferenceFieldRun run = ReferenceFieldRun.Of("slot", name);
        Report(run);
        Assert.Null(run.History.Failure);
        Assert.InRange(run.LargestError, 0.0, SlotHistoryError);
        Assert.InRange(run.EvaluationsPerIteration, 0.0, EvaluationsPerIteration);

        // F in the voids hardly changes any stress, so that a tolerance on the stress leaves it loose: F itself is compared, not its difference from I.
        (Tensor3x3[] F, Tensor3x3[] P) = run.FinalFields();
        (Tensor3x3[] referenceF, Tensor3x3[] referenceP) = run.Reference.FinalFields();
        double errorF = ReferenceFieldCase.RelativeRms(F, referenceF), errorP = ReferenceFieldCase.RelativeRms(P, referenceP);
        output.WriteLine(FormattableString.Invariant($"fields, relative RMS: F {errorF:E2}, P {errorP:E2}"));
        Assert.InRange(errorF, 0.0, SlotFieldError);
        Assert.InRange(errorP, 0.0, SlotFieldError);
    }

    [Fact]
    public void Threads_SameBytes()
    {
        ReferenceFieldCase reference = ReferenceFieldCase.Read("ff", "ve0_rand_8");
        double[][] fields = new double[2][];
        for (int i = 0; i < 2; i++)
        {
            FullFieldSimulation simulation = ReferenceFieldRun.NewSimulation(reference, 1 + 2 * i);
            Assert.Null(simulation.Follow([.. UmatSurrogate.Damask.LoadFile.Read(reference.LoadFile).Take(20)]).Failure);
            fields[i] = [.. simulation.Solver.DeformationGradient.All, .. simulation.Solver.Stress_Pa.All];
        }

        Assert.True(fields[0].AsSpan().SequenceEqual(fields[1]));
    }

    private void CompareFields(ReferenceFieldRun run, (Tensor3x3[] F, Tensor3x3[] P_Pa) reference)
    {
        (Tensor3x3[] F, Tensor3x3[] P) = run.FinalFields();

        // F as its difference from the identity, which alone says something.
        double errorF = ReferenceFieldCase.RelativeRms(Displaced(F), Displaced(reference.F)), errorP = ReferenceFieldCase.RelativeRms(P, reference.P_Pa);
        output.WriteLine(FormattableString.Invariant($"fields, relative RMS: F - I {errorF:E2}, P {errorP:E2}"));
        Assert.InRange(errorF, 0.0, FieldError);
        Assert.InRange(errorP, 0.0, FieldError);
    }

    private static Tensor3x3[] Displaced(Tensor3x3[] F) => Array.ConvertAll(F, f => f - Tensor3x3.Identity);

    private void Report(ReferenceFieldRun run)
    {
        double increments = run.Reference.Increments;
        output.WriteLine(FormattableString.Invariant(
            $"{run.Reference.Name}: largest error {run.LargestError:E2} of max |P|; evaluations per increment {run.History.Evaluations / increments:F2}, the reference's iterations {run.Reference.TotalIterations / increments:F2}"));
    }
}
