using System.CommandLine;
using UmatSurrogate.Evaluation;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Cli.Input;

/// <summary><c>--model FILE</c>, given once or, for an ensemble, several times; without it the best shipped model.</summary>
internal static class ModelOption
{
    public static Option<FileInfo[]> Create() => new("--model")
    {
        Description = "Model file; without it the best shipped model. Several (--model A --model B ...) are an ensemble: the first one answers, the spread of all says how far to trust it.",
    };

    /// <summary>Names of the model files.</summary>
    public static string[] Files(FileInfo[]? given) => given is { Length: > 0 } ? Array.ConvertAll(given, f => f.FullName) : [ShippedModels.Best()];

    /// <summary>Loads them.</summary>
    public static SurrogateEnsemble Load(string[] files) => new(Array.ConvertAll(files, SurrogateModel.Load));
}
