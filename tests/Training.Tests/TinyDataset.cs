using UmatSurrogate.Data;
using UmatSurrogate.Training;

namespace UmatSurrogate.Tests;

/// <summary>A data set of a few short Taylor simulations in a temporary folder, made once for all tests.</summary>
public sealed class TinyDataset : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("umat-surrogate-training-tests");

    public TinyDataset()
    {
        DatasetSpec spec = new()
        {
            Seed = 7,
            VolumeElements = new() { Count = 8, Grains = 4 },
            PathCount = 8,
            PathRule = new() { Steps = 40, TimeGrid = TimeGrid.Random },
            TrainingSamples = 24,
            Validation = new() { Fraction = 0.25 },
            SamplesPerFile = 16,
        };
        string folder = Path.Combine(_folder.FullName, "data");
        DatasetGenerator.Generate(spec, folder, new(0, 1, 2), progress: null, CancellationToken.None);
        Data = Dataset.Open(folder);
        Joined = new([Data]);
    }

    public Dataset Data { get; }

    /// <summary>The same as the one data set of a training.</summary>
    public JoinedDatasets Joined { get; }

    public void Dispose()
    {
        Data.Dispose();
        _folder.Delete(recursive: true);
    }
}
