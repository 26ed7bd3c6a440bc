using UmatSurrogate.Mechanics;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Spectral;

namespace UmatSurrogate.Tests;

/// <summary>A run that was interrupted and continued from its restart file gives the same bits as one that was not.</summary>
public sealed class ResumeTests : IDisposable
{
    private const int Increments = 16;
    private readonly string _folder = Directory.CreateTempSubdirectory("full-field-resume-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData(1, NonlinearScheme.Anderson)]
    [InlineData(9, NonlinearScheme.Anderson)]
    [InlineData(9, NonlinearScheme.NonlinearGmres)]
    [InlineData(9, NonlinearScheme.Basic)]
    public void Resumed_SameBits(int after, NonlinearScheme scheme)
    {
        string file = Path.Combine(_folder, "restart.bin");
        (List<CompletedIncrement> whole, SpectralSolver expected) = (new(), Solver(scheme));
        Assert.Null(new LoadStepper(expected, Load()).Run(Into(whole)));

        List<CompletedIncrement> parts = [];
        LoadStepper first = new(Solver(scheme), Load());
        Assert.Null(first.Run(increment =>
        {
            parts.Add(increment);
            if (increment.Increment != after)
                return true;
            first.WriteRestart(file);
            return false;
        }));
        SpectralSolver solver = Solver(scheme);
        LoadStepper second = new(solver, Load());
        second.ReadRestart(file);
        Assert.Equal(after, second.Completed);
        Assert.Null(second.Run(Into(parts)));
        Assert.Equal(whole, parts);
        for (int c = 0; c < TensorField.Components; c++)
        {
            Assert.True(expected.Stress_Pa.Component(c).SequenceEqual(solver.Stress_Pa.Component(c)));
            Assert.True(expected.DeformationGradient.Component(c).SequenceEqual(solver.DeformationGradient.Component(c)));
        }
    }

    [Fact]
    public void DamagedOrForeignRestart_IsRefused()
    {
        string file = Path.Combine(_folder, "restart.bin");
        LoadStepper stepper = new(Solver(NonlinearScheme.Anderson), Load());
        Assert.Null(stepper.Next(out _));
        stepper.WriteRestart(file);
        byte[] bytes = File.ReadAllBytes(file);
        foreach (byte[] damaged in new[] { bytes[..(bytes.Length / 2)], bytes[..^1], Flipped(bytes, bytes.Length / 3), Flipped(bytes, bytes.Length - 9), [], [1, 2, 3] })
        {
            File.WriteAllBytes(file, damaged);
            InputException e = Assert.Throws<InputException>(() => new LoadStepper(Solver(NonlinearScheme.Anderson), Load()).ReadRestart(file));
            Assert.Contains(file, e.Message, StringComparison.Ordinal);
        }

        File.WriteAllBytes(file, bytes);
        new LoadStepper(Solver(NonlinearScheme.Anderson), Load()).ReadRestart(file);
        Assert.Throws<InputException>(() => new LoadStepper(Solver(NonlinearScheme.Anderson), [SmallField.UniaxialStress(0.02, 10.0, Increments)]).ReadRestart(file));
        Assert.Throws<InputException>(() => new LoadStepper(Solver(NonlinearScheme.Basic), Load()).ReadRestart(file));
        Assert.Throws<InputException>(() => new LoadStepper(Solver(NonlinearScheme.Anderson, 1e-4), Load()).ReadRestart(file));
        Assert.Throws<InputException>(() => new LoadStepper(Solver(NonlinearScheme.Anderson, hardening: 76e6), Load()).ReadRestart(file));
        Assert.Throws<InputException>(() => new LoadStepper(Solver(NonlinearScheme.Anderson, texture: 63), Load()).ReadRestart(file));
        Assert.Throws<InputException>(() => new LoadStepper(Other().Solver, Load()).ReadRestart(file));
        Assert.Throws<InputException>(() => new LoadStepper(Solver(NonlinearScheme.Anderson), Load()).ReadRestart(Path.Combine(_folder, "none.bin")));
    }

    private static byte[] Flipped(byte[] bytes, int at)
    {
        byte[] copy = [.. bytes];
        copy[at] ^= 0x10;
        return copy;
    }

    private static Func<CompletedIncrement, bool> Into(List<CompletedIncrement> list) => increment =>
    {
        list.Add(increment);
        return true;
    };

    // Loading and unloading, so that the two steps meet in the run.
    private static MixedLoadStep[] Load() => [SmallField.UniaxialStress(0.01, 10.0, Increments - 4), SmallField.UniaxialStress(-0.002, 2.0, 4)];

    private static SpectralSolver Solver(NonlinearScheme scheme, double tolerance = 5e-4, double hardening = 75e6, ulong texture = 61)
    {
        int[] crystals = SmallField.RandomVoxels(new RandomRotations(60), 60, 5);
        return new SmallField(
            new PeriodicGrid(5, 4, 3, 5, 4, 3), crystals, new RandomRotations(texture).Rotations(5),
            PhenopowerlawParameters.Aluminium with { HardeningModulus_Pa = hardening },
            new SpectralSettings { Scheme = scheme, RelativeDivergence = tolerance, MaximumIterations = 300 }).Solver;
    }

    private static SmallField Other() => new(
        new PeriodicGrid(4, 4, 3, 4, 4, 3), new int[48], new RandomRotations(62).Rotations(1), PhenopowerlawParameters.Aluminium, new SpectralSettings());
}
