using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral.Tests;

public sealed class RestartTests : IDisposable
{
    private const int Increments = 7;
    private static readonly PeriodicGrid Grid = Structures.Grid(6, 5, 4);
    private readonly string _folder = Directory.CreateTempSubdirectory("spectral-restart-").FullName;

    private string RestartPath => Path.Combine(_folder, "run.restart");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Interrupted after any increment and continued by other objects: the same bytes.</summary>
    [Theory]
    [InlineData(NonlinearScheme.Anderson, 1)]
    [InlineData(NonlinearScheme.Anderson, 4)]
    [InlineData(NonlinearScheme.Anderson, 6)]
    [InlineData(NonlinearScheme.Basic, 3)]
    [InlineData(NonlinearScheme.NonlinearGmres, 3)]
    public void ContinuedRun_GivesTheSameBytes(NonlinearScheme scheme, int interruptedAfter)
    {
        LoadStepper whole = Stepper(scheme);
        List<CompletedIncrement> expected = Run(whole, Increments);
        Assert.Equal(Increments, expected.Count);

        LoadStepper first = Stepper(scheme);
        List<CompletedIncrement> found = Run(first, interruptedAfter);
        first.WriteRestart(RestartPath, writer => writer.Write("attached"));
        LoadStepper second = Stepper(scheme);
        string attached = "";
        second.ReadRestart(RestartPath, reader => attached = reader.ReadString());
        Assert.Equal(interruptedAfter, second.Completed);
        found.AddRange(Run(second, Increments));
        Assert.Equal("attached", attached);
        Assert.Equal(expected, found);
        Assert.True(whole.Solver.Stress_Pa.All.SequenceEqual(second.Solver.Stress_Pa.All));
        Assert.True(whole.Solver.DeformationGradient.All.SequenceEqual(second.Solver.DeformationGradient.All));
        Assert.Equal([RestartPath], Directory.GetFiles(_folder));
    }

    [Fact]
    public void DamagedFile_IsRefused()
    {
        LoadStepper stepper = Stepper();
        Run(stepper, 2);
        stepper.WriteRestart(RestartPath);
        byte[] good = File.ReadAllBytes(RestartPath);
        foreach (int at in new[] { 3, 13, 20, good.Length / 2, good.Length - 1 })
        {
            byte[] bad = [.. good];
            bad[at] ^= 1;
            File.WriteAllBytes(RestartPath, bad);
            Assert.Contains(RestartPath, Assert.Throws<InputException>(() => Stepper().ReadRestart(RestartPath)).Message, StringComparison.Ordinal);
        }

        File.WriteAllBytes(RestartPath, good[..^100]);
        Assert.Throws<InputException>(() => Stepper().ReadRestart(RestartPath));
        File.WriteAllBytes(RestartPath, good);
        Stepper().ReadRestart(RestartPath);
    }

    [Fact]
    public void FileOfAnotherCalculation_IsRefused()
    {
        LoadStepper stepper = Stepper();
        Run(stepper, 2);
        stepper.WriteRestart(RestartPath);
        Assert.Contains("another load", Refused(new LoadStepper(Solver(Grid), [.. Steps().Reverse()])), StringComparison.Ordinal);
        Assert.Contains("6 x 5 x 4", Refused(new LoadStepper(Solver(Structures.Grid(5, 6, 4)), Steps())), StringComparison.Ordinal);
        Assert.Contains("another solver", Refused(new LoadStepper(Solver(Grid, new SpectralSettings { Depth = 3 }), Steps())), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Assert.Throws<InputException>(() => Stepper().ReadRestart(RestartPath + ".other")).Message, StringComparison.Ordinal);
    }

    /// <summary>No place for the file: an error that names it, nothing left beside it, and the older file untouched.</summary>
    [Fact]
    public void FileThatCannotBeWritten_IsAnError()
    {
        LoadStepper stepper = Stepper();
        Run(stepper, 2);
        string absent = Path.Combine(_folder, "absent", "run.restart");
        Assert.Contains(absent, Assert.Throws<InputException>(() => stepper.WriteRestart(absent)).Message, StringComparison.Ordinal);
        stepper.WriteRestart(RestartPath);
        byte[] older = File.ReadAllBytes(RestartPath);
        Assert.Throws<InputException>(() => stepper.WriteRestart(RestartPath, _ => throw new IOException("disk full")));
        Assert.Equal(older, File.ReadAllBytes(RestartPath));
        Assert.Equal([RestartPath], Directory.GetFiles(_folder));
    }

    /// <summary>Long fields are written in pieces, as one.</summary>
    [Fact]
    public void LongFields_AreOnePiece()
    {
        double[] values = new double[(1 << 20) + 5], found = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
            values[i] = Math.Sin(i);
        MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        RestartFormat.WriteDoubles(writer, values);
        Assert.Equal(sizeof(int) + (long)sizeof(double) * values.Length, stream.Length);
        Assert.Equal(values[^1], BitConverter.ToDouble(stream.GetBuffer().AsSpan((int)stream.Length - sizeof(double))));
        stream.Position = 0;
        using BinaryReader reader = new(stream);
        RestartFormat.ReadDoubles(reader, found);
        Assert.True(values.AsSpan().SequenceEqual(found));
    }

    private string Refused(LoadStepper stepper) => Assert.Throws<InputException>(() => stepper.ReadRestart(RestartPath)).Message;

    private static LoadStepper Stepper(NonlinearScheme scheme = NonlinearScheme.Anderson) =>
        new(Solver(Grid, new SpectralSettings { Scheme = scheme }), Steps());

    private static SpectralSolver Solver(PeriodicGrid grid, SpectralSettings? settings = null) =>
        new(grid, new SofteningField(Structures.Random(grid, seed: 8)), settings ?? new SpectralSettings());

    private static MixedLoadStep[] Steps() =>
    [
        new MixedLoadStep
        {
            Deformation = new Tensor3x3(1e-3, 2e-4, 0, 0, 0, 0, 0, 0, 0),
            DeformationMask = MixedLoadStep.AllComponents & ~(1 << 4),
            Stress = new Tensor3x3(0, 0, 0, 0, 4e6, 0, 0, 0, 0),
            Time_s = 2.0,
            Increments = 3,
        },
        new MixedLoadStep { Deformation = new Tensor3x3(-1e-3, 0, 0, 0, 1e-3, 0, 0, 0, 0), Time_s = 3.0, Increments = 4, GeometricRatio = 1.2 },
    ];

    private static List<CompletedIncrement> Run(LoadStepper stepper, int until)
    {
        List<CompletedIncrement> all = [];
        Assert.Null(stepper.Run(increment =>
        {
            all.Add(increment);
            return increment.Increment < until;
        }));
        return all;
    }
}
