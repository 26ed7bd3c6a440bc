using System.CommandLine;
using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;

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
}
