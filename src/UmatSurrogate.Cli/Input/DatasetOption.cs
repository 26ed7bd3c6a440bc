using System.CommandLine;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Training;

namespace UmatSurrogate.Cli.Input;

/// <summary>A data set as the input of a command that works on one fidelity.</summary>
internal static class DatasetOption
{
    public static Option<string> Fidelity() => new("--fidelity")
    {
        Description = "For a data set of several fidelities: taylor, or the voxels per edge (16, 32, ...).",
    };

    /// <summary>Opens a directory or a packed file.</summary>
    /// <exception cref="InputException">No data set, an unknown fidelity, or one of several must be chosen.</exception>
    public static Dataset Open(string path, string? fidelity)
    {
        if (fidelity is null)
        {
            Dataset dataset = Dataset.Open(path);
            dataset.RequireOneFidelity();
            return dataset;
        }
        return Dataset.Open(path, Data.Fidelity.Parse(fidelity)
            ?? throw new InputException($"--fidelity is '{fidelity}'; it must be taylor or a number of voxels per edge."));
    }

    /// <summary>Opens one or several for a training, joined. The sets are disposed of together with the result.</summary>
    /// <exception cref="InputException">One of them cannot be opened, or they do not fit each other.</exception>
    public static OpenedDatasets OpenAll(IEnumerable<string> paths, string? fidelity)
    {
        List<Dataset> opened = [];
        try
        {
            foreach (string path in paths)
                opened.Add(Open(path, fidelity));
            return new(opened, new JoinedDatasets(opened));
        }
        catch
        {
            opened.ForEach(d => d.Dispose());
            throw;
        }
    }
}

/// <summary>Open data sets.</summary>
internal sealed record OpenedDatasets(IReadOnlyList<Dataset> Sets, JoinedDatasets Joined) : IDisposable
{
    public void Dispose()
    {
        foreach (Dataset set in Sets)
            set.Dispose();
    }
}
