using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Evaluation;

/// <summary>The models that come with the product, <c>examples/models</c>.</summary>
public static class ShippedModels
{
    private const string Folder = "models";

    // The best one first; each has its model card beside it.
    private static readonly string[] ByQuality = ["full.safetensors", "starter.safetensors"];

    /// <summary>
    /// The best shipped model: in <c>models</c> beside the program, else in <c>examples/models</c> of the folder of the program or of
    /// the working folder, or of a folder above one of these.
    /// </summary>
    /// <exception cref="InputException">There is none.</exception>
    public static string Best()
    {
        List<string> folders = [Path.Combine(AppContext.BaseDirectory, Folder)];
        foreach (string start in new[] { AppContext.BaseDirectory, Directory.GetCurrentDirectory() })
        {
            for (DirectoryInfo? above = new(start); above is not null; above = above.Parent)
                folders.Add(Path.Combine(above.FullName, "examples", Folder));
        }

        return folders.SelectMany(f => ByQuality.Select(m => Path.Combine(f, m))).FirstOrDefault(File.Exists)
            ?? throw new InputException("No shipped model was found (examples/models/*.safetensors). Give one with --model.");
    }
}
