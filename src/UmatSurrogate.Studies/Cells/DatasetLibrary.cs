using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using UmatSurrogate.Damask.Yaml;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Studies;

/// <summary>
/// The data sets of a study: opened once; those that are descriptions are generated below the study's folder (<c>data/NAME</c>, by the hash of the
/// description), resumable as <c>dataset generate</c> is.
/// </summary>
internal sealed class DatasetLibrary(string folder, int threads) : IDisposable
{
    private readonly Dictionary<string, Dataset> _open = [];

    /// <summary>The data set; it stays open until this object is disposed.</summary>
    /// <param name="data">Which one.</param>
    /// <param name="progress">Told while it is generated.</param>
    /// <param name="cancellation">Stops a generation between samples.</param>
    public Dataset Open(StudyData data, Action<string, double>? progress, CancellationToken cancellation)
    {
        string path = data.Path;
        if (Path.GetExtension(path) is ".yaml" or ".yml")
            path = Generated(data, progress, cancellation);
        else if (data.Overrides is not null)
            throw new InputException($"'{path}' is a data set that is there; only a description (*.yaml) can be varied by the section 'dataset' of a case.");
        string key = $"{path}\n{data.Fidelity}";
        if (_open.TryGetValue(key, out Dataset? dataset))
            return dataset;
        Fidelity? only = data.Fidelity is null ? null : Fidelity.Parse(data.Fidelity)
            ?? throw new InputException($"The fidelity '{data.Fidelity}' is not known; it must be taylor or a number of voxels per edge.");
        dataset = Dataset.Open(path, only);
        _open[key] = dataset;
        dataset.RequireOneFidelity();
        return dataset;
    }

    public void Dispose()
    {
        foreach (Dataset dataset in _open.Values)
            dataset.Dispose();
    }

    private string Generated(StudyData data, Action<string, double>? progress, CancellationToken cancellation)
    {
        JsonObject tree = SpecificationTree.Merge(SpecificationTree.Of(YamlFile.Read(data.Path)), data.Overrides);
        string text = tree.ToJsonString();
        DatasetSpec spec = DatasetSpecFile.Read(YamlSection.Parse(text, data.Path));
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 4));
        string target = Path.Combine(folder, "data", $"{Path.GetFileNameWithoutExtension(data.Path)}-{hash}");
        DatasetGenerator.Generate(
            spec, target, new(0, 1, threads), p => progress?.Invoke($"data {Path.GetFileName(target)}", (double)p.Done / Math.Max(1, p.Total)), cancellation);
        return target;
    }
}
