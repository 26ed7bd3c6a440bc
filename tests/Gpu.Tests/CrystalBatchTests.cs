using ILGPU.Runtime;
using UmatSurrogate.Gpu;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;

namespace UmatSurrogate.Tests;

/// <summary>
/// What a batch of crystals must do on every accelerator; one class per accelerator below. The reference is the same law in plain C#.
/// Tolerance 0.1 Pa: the two differ in the last places of exp and log and in nothing else, but Newton's method stops within its own
/// tolerance (a strain of 2e-13 times 2 C_44 is 1e-2 Pa, and the resistance's 1e-3 Pa).
/// </summary>
public abstract class CrystalBatchTests(AcceleratorFixture fixture)
{
    private const double Tolerance_Pa = 0.1;

    private Accelerator Device()
    {
        Skip.If(fixture.Accelerator is null, fixture.Reason);
        return fixture.Accelerator;
    }

    [SkippableFact]
    public void OneDeformationForAll_EqualsTheTaylorPolycrystal()
    {
        Accelerator accelerator = Device();
        Tensor3x3[] orientations = Crystals.Orientations(3);
        double[] weights = [0.2, 0.3, 0.5];
        using var batch = new CrystalBatch(accelerator, PhenopowerlawParameters.Aluminium, orientations, UpdateTolerances.Default);
        var polycrystal = new TaylorPolycrystal(PhenopowerlawParameters.Aluminium, orientations, weights, UpdateTolerances.Default, LaneChoice.Scalar);
        var P = new Tensor3x3[3];
        var status = new PointStatus[3];
        for (int step = 1; step <= 4; step++)
        {
            Tensor3x3 F = Crystals.Deformation(0.003 * step, 0.5);
            Assert.Equal(PointStatus.Ok, batch.Evaluate([F], 1.0, P, status));
            Assert.Equal(PointStatus.Ok, polycrystal.Evaluate(F, 1.0, out Tensor3x3 mean));
            Tensor3x3 sum = default;
            for (int i = 0; i < 3; i++)
            {
                Near(polycrystal.Stress_Pa(i), P[i]);
                sum += weights[i] * P[i];
            }

            Near(mean, sum);
            batch.Commit();
            polycrystal.Commit();
        }

        Assert.InRange(P[0].Norm, 1e6, 1e9);
    }

    [SkippableFact]
    public void OneDeformationEach_EqualsSingleCrystals()
    {
        Accelerator accelerator = Device();
        Tensor3x3[] orientations = Crystals.Orientations(3);
        using var batch = new CrystalBatch(accelerator, PhenopowerlawParameters.Aluminium, orientations, UpdateTolerances.Default);
        TaylorPolycrystal[] points = [.. orientations.Select(o => new TaylorPolycrystal(PhenopowerlawParameters.Aluminium, [o], [], UpdateTolerances.Default))];
        var P = new Tensor3x3[3];
        var status = new PointStatus[3];
        for (int step = 1; step <= 3; step++)
        {
            Tensor3x3[] F = [Crystals.Deformation(0.002 * step, 0.0), Crystals.Deformation(-0.003 * step, 1.0), Crystals.Deformation(0.0, 0.1 * step)];
            Assert.Equal(PointStatus.Ok, batch.Evaluate(F, 0.5, P, status));
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(PointStatus.Ok, points[i].Evaluate(F[i], 0.5, out Tensor3x3 expected));
                Near(expected, P[i]);
                points[i].Commit();
            }

            batch.Commit();
        }
    }

    /// <summary>A step far too large for few iterations, and strong hardening: the coupled and the divided update run on the accelerator too.</summary>
    [SkippableFact]
    public void HardSteps_EqualTheTaylorPolycrystal()
    {
        Accelerator accelerator = Device();
        Tensor3x3[] orientations = Crystals.Orientations(2);
        PhenopowerlawParameters material = PhenopowerlawParameters.Aluminium with { HardeningModulus_Pa = 2e9 };
        var tolerances = new UpdateTolerances { MaximumIterations = 12 };
        using var batch = new CrystalBatch(accelerator, material, orientations, tolerances);
        var polycrystal = new TaylorPolycrystal(material, orientations, [], tolerances, LaneChoice.Scalar);
        var P = new Tensor3x3[2];
        var status = new PointStatus[2];
        Assert.True(Crystals.IsDivided(material, tolerances, orientations[0], Crystals.Deformation(0.05, 0.5)));
        foreach (double strain in new[] { 0.05, -0.05 })
        {
            Tensor3x3 F = Crystals.Deformation(strain, 0.5);
            Assert.Equal(PointStatus.Ok, polycrystal.Evaluate(F, 1.0, out _));
            Assert.Equal(PointStatus.Ok, batch.Evaluate([F], 1.0, P, status));
            Near(polycrystal.Stress_Pa(0), P[0]);
            Near(polycrystal.Stress_Pa(1), P[1]);
            batch.Commit();
            polycrystal.Commit();
        }
    }

    [SkippableFact]
    public void TrialWithoutCommit_LeavesTheState_AndResetRestoresTheStart()
    {
        Accelerator accelerator = Device();
        using var batch = new CrystalBatch(accelerator, PhenopowerlawParameters.Aluminium, Crystals.Orientations(2), UpdateTolerances.Default);
        var P = new Tensor3x3[2];
        var again = new Tensor3x3[2];
        var status = new PointStatus[2];
        Assert.Equal(PointStatus.Ok, batch.Evaluate([Crystals.Deformation(0.01, 0.0)], 1.0, P, status));
        batch.Evaluate([Crystals.Deformation(-0.02, 0.3)], 1.0, again, status);
        Assert.Equal(PointStatus.Ok, batch.Evaluate([Crystals.Deformation(0.01, 0.0)], 1.0, again, status));
        Assert.Equal(P, again);
        batch.Commit();
        Assert.Throws<InvalidOperationException>(batch.Commit);
        batch.Reset();
        Assert.Equal(PointStatus.Ok, batch.Evaluate([Crystals.Deformation(0.01, 0.0)], 1.0, again, status));
        Assert.Equal(P, again);
    }

    [SkippableFact]
    public void FailureOfOneCrystal_IsReportedForIt_AndNothingCanBeCommitted()
    {
        Accelerator accelerator = Device();
        var tolerances = new UpdateTolerances { MaximumIterations = 3, MaximumHalvings = 0 };
        using var batch = new CrystalBatch(accelerator, PhenopowerlawParameters.Aluminium, Crystals.Orientations(2), tolerances);
        var P = new Tensor3x3[2];
        var status = new PointStatus[2];
        Assert.Equal(PointStatus.NotConverged, batch.Evaluate([Crystals.Deformation(1e-6, 0.0), Crystals.Deformation(0.3, 1.0)], 1.0, P, status));
        Assert.Equal([PointStatus.Ok, PointStatus.NotConverged], status);
        Assert.True(P[0].Norm > 0.0);
        Assert.Equal(default, P[1]);
        Assert.Throws<InvalidOperationException>(batch.Commit);

        Assert.Equal(PointStatus.NonPositiveVolume, batch.Evaluate([Tensor3x3.Identity, -1.0 * Tensor3x3.Identity], 1.0, P, status));
        Assert.Equal(PointStatus.NonFiniteInput, batch.Evaluate([Tensor3x3.Identity, double.NaN * Tensor3x3.Identity], 1.0, P, status));
        Assert.Equal([PointStatus.Ok, PointStatus.NonFiniteInput], status);
        Assert.Equal(PointStatus.NonFiniteInput, batch.Evaluate([Tensor3x3.Identity], -1.0, P, status));
    }

    private static void Near(Tensor3x3 expected, Tensor3x3 actual) => Assert.InRange((actual - expected).Norm, 0.0, Tolerance_Pa);
}
