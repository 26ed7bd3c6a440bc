using UmatSurrogate.Damask;
using UmatSurrogate.FullField;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Tests;

/// <summary>A small full-field calculation for the tests: crystals of one phase on a grid under the spectral solver.</summary>
internal sealed class SmallField
{
    /// <param name="grid">The box.</param>
    /// <param name="crystalOfVoxel">Index of the crystal at each voxel, x fastest.</param>
    /// <param name="O">Orientation matrices of the crystals.</param>
    /// <param name="parameters">The law's parameters.</param>
    /// <param name="settings">Settings of the solver; <see cref="Tight"/> if not given.</param>
    /// <param name="threads">Threads of the material.</param>
    public SmallField(
        PeriodicGrid grid, int[] crystalOfVoxel, Tensor3x3[] O, in PhenopowerlawParameters parameters, SpectralSettings? settings = null, int threads = 1)
    {
        MaterialEntry[] entries = [.. O.Select(o => new MaterialEntry([new MaterialConstituent(0, 1.0, Orientation.FromMatrix(o))]))];
        Crystals = new CrystalField(
            crystalOfVoxel, new MaterialConfiguration([new PhenopowerlawPhase("Al", parameters)], entries), new CrystalFieldSettings { Threads = threads, Tolerances = UpdateTolerances.Default with { RelativeStress = 1e-11 } });
        Solver = new SpectralSolver(grid, Crystals, settings ?? Tight);
    }

    /// <summary>Tolerances near what the law itself resolves: errors of the mean stress of the order of 1e-10 of it.</summary>
    public static SpectralSettings Tight { get; } = new()
    {
        RelativeDivergence = 1e-10,
        RelativeMeanStress = 1e-10,
        AbsoluteMeanStress_Pa = 1e-2,
        MaximumIterations = 500,
    };

    public CrystalField Crystals { get; }

    public SpectralSolver Solver { get; }

    /// <summary>Follows load steps from the undeformed state; every increment must converge.</summary>
    public List<CompletedIncrement> Follow(params MixedLoadStep[] steps) => Run(new LoadStepper(Solver, steps));

    /// <summary>Follows prescribed mean deformation gradients; entry 0 of both is the undeformed start.</summary>
    public List<CompletedIncrement> Follow(double[] times_s, Tensor3x3[] F) => Run(new LoadStepper(Solver, times_s.AsSpan(1), F.AsSpan(1)));

    private static List<CompletedIncrement> Run(LoadStepper stepper)
    {
        List<CompletedIncrement> history = [];
        IncrementFailure? failure = stepper.Run(increment =>
        {
            history.Add(increment);
            return true;
        });
        Assert.True(failure is null, failure?.Message);
        return history;
    }

    /// <summary>Crystal of each voxel in a random pattern of single voxels.</summary>
    public static int[] RandomVoxels(RandomRotations random, int voxels, int crystals) => [.. Enumerable.Range(0, voxels).Select(_ => (int)(crystals * random.Uniform()))];

    /// <summary>Uniaxial stress along x: the rate of F11 is prescribed, F12 ... are zero, P22 = P33 = 0.</summary>
    public static MixedLoadStep UniaxialStress(double strain, double time_s, int increments) => new()
    {
        Deformation = new Tensor3x3(strain / time_s, 0, 0, 0, 0, 0, 0, 0, 0),
        DeformationMask = 0b011_101_111,
        Time_s = time_s,
        Increments = increments,
    };

    /// <summary>Isochoric axisymmetric tension along x, all of F prescribed, in equal steps of logarithmic strain; entry 0 is the undeformed start.</summary>
    public static (double[] Times_s, Tensor3x3[] F) AxisymmetricTension(double strain, double time_s, int increments)
    {
        (double[] times, Tensor3x3[] F) = (new double[increments + 1], new Tensor3x3[increments + 1]);
        for (int k = 0; k <= increments; k++)
        {
            double e = strain * k / increments;
            (times[k], F[k]) = (time_s * k / increments, new(Math.Exp(e), 0, 0, 0, Math.Exp(-0.5 * e), 0, 0, 0, Math.Exp(-0.5 * e)));
        }

        return (times, F);
    }

    /// <summary>O with the crystal's axes such that x of the sample is [001], [011] or [111].</summary>
    public static Tensor3x3 Along(string direction)
    {
        double r2 = Math.Sqrt(0.5), r3 = Math.Sqrt(1.0 / 3.0), r6 = Math.Sqrt(1.0 / 6.0);
        return direction switch
        {
            "001" => new(0, 1, 0, 0, 0, 1, 1, 0, 0),
            "011" => new(0, 1, 0, r2, 0, r2, r2, 0, -r2),
            _ => new(r3, -r2, -r6, r3, r2, -r6, r3, 0, 2 * r6),
        };
    }
}
