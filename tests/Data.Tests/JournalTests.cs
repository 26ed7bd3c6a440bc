using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data.Tests;

/// <summary>What a stopped generation keeps: every finished simulation, whatever happened to the end of the journal.</summary>
public sealed class JournalTests : IDisposable
{
    private static readonly DatasetSpec Spec = new()
    {
        Seed = 8,
        VolumeElements = new VolumeElementSpec { Count = 20, Grains = 3 },
        PathCount = 20,
        PathRule = new RandomPathRule { Steps = 5 },
        Validation = new ValidationSpec { Fraction = 0 },
        TrainingSamples = 20,
        SamplesPerFile = 10,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, 6)]
    [InlineData(5, 5)]
    [InlineData(100_000, 0)]
    public void Generate_AfterAStop_SimulatesOnlyWhatIsNotInTheJournal(int cutOff_bytes, int kept)
    {
        StopAfter(6);
        string journal = Assert.Single(Directory.GetFiles(_folder.File("set"), "*.journal"));
        byte[] bytes = File.ReadAllBytes(journal);
        File.WriteAllBytes(journal, bytes[..Math.Max(0, bytes.Length - cutOff_bytes)]);

        ScriptedSimulators rest = new(_ => null);
        DatasetProgress progress = DatasetGenerator.Generate(Spec, _folder.File("set"), new(1, 1, 1), null, default, rest);
        Assert.Equal((20 - kept, kept), (rest.Simulations, progress.Found));
        DatasetGenerator.Generate(Spec, _folder.File("whole"), new(1, 1, 1), null, default, new ScriptedSimulators(_ => null));
        Folders.AssertSameBytes(_folder.File("whole"), _folder.File("set"));
    }

    [Fact]
    public void Generate_WithOtherShardsAfterAStop_UsesTheJournalToo()
    {
        StopAfter(6);
        ScriptedSimulators rest = new(_ => null);
        DatasetGenerator.Generate(Spec, _folder.File("set"), new(1, 2, 1), null, default, rest);
        DatasetGenerator.Generate(Spec, _folder.File("set"), new(2, 2, 1), null, default, rest);
        Assert.Equal(14, rest.Simulations);
        DatasetGenerator.Generate(Spec, _folder.File("whole"), new(1, 1, 1), null, default, new ScriptedSimulators(_ => null));
        Folders.AssertSameBytes(_folder.File("whole"), _folder.File("set"));
    }

    /// <summary>Killed between the last entry of a journal and the file: nothing is simulated again.</summary>
    [Fact]
    public void Generate_AFullJournalWithoutItsFile_WritesTheFileFromIt()
    {
        DatasetGenerator.Generate(Spec, _folder.File("whole"), new(1, 1, 1), null, default, new ScriptedSimulators(_ => null));
        Directory.CreateDirectory(_folder.File("set"));
        DataFileHeader header = new DatasetManifest(Spec).SampleHeader(0);
        using (SampleFile file = new(_folder.File("whole", "samples-00000.bin"), header))
        using (SampleJournal journal = SampleJournal.Open(_folder.File("set", "samples-00000.bin"), "0-1", header))
        {
            for (int k = 0; k < header.Count; k++)
            {
                byte[] record = new byte[header.RecordLength];
                file.Read(k, record);
                journal.Add(new(k, record, null));
            }
        }
        ScriptedSimulators rest = new(_ => null);
        DatasetProgress progress = DatasetGenerator.Generate(Spec, _folder.File("set"), new(1, 1, 1), null, default, rest);
        Assert.Equal((10, 10, 20), (rest.Simulations, progress.Found, progress.Done));
        Folders.AssertSameBytes(_folder.File("whole"), _folder.File("set"));
    }

    [Fact]
    public void Generate_AChangedByteInTheJournal_IsNotBelieved()
    {
        StopAfter(6);
        string journal = Assert.Single(Directory.GetFiles(_folder.File("set"), "*.journal"));
        byte[] bytes = File.ReadAllBytes(journal);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(journal, bytes);
        DatasetGenerator.Generate(Spec, _folder.File("set"), new(1, 1, 2), null, default, new ScriptedSimulators(_ => null));
        DatasetGenerator.Generate(Spec, _folder.File("whole"), new(1, 1, 1), null, default, new ScriptedSimulators(_ => null));
        Folders.AssertSameBytes(_folder.File("whole"), _folder.File("set"));
    }

    [Fact]
    public void Generate_ASimulatorThatThrows_EndsWithItsMessageAndKeepsWhatIsDone()
    {
        int calls = 0;
        ScriptedSimulators broken = new(_ => Interlocked.Increment(ref calls) > 4 ? throw new InputException("the simulator is broken") : null);
        InputException e = Assert.Throws<InputException>(() => DatasetGenerator.Generate(Spec, _folder.File("set"), new(1, 1, 1), null, default, broken));
        Assert.Equal("the simulator is broken", e.Message);
        ScriptedSimulators rest = new(_ => null);
        DatasetGenerator.Generate(Spec, _folder.File("set"), new(1, 1, 1), null, default, rest);
        Assert.Equal(16, rest.Simulations);
    }

    private void StopAfter(int samples)
    {
        using CancellationTokenSource stop = new();
        Assert.ThrowsAny<OperationCanceledException>(() => DatasetGenerator.Generate(
            Spec, _folder.File("set"), new(1, 1, 1), p => { if (p.Done == samples) stop.Cancel(); }, stop.Token, new ScriptedSimulators(_ => null)));
    }
}
