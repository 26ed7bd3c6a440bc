using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plugin.Configuration;

/// <summary>Where the configuration is: <c>UMAT_SURROGATE_CONFIG</c>, else the working folder, else beside the library.</summary>
internal static class ConfigurationLocation
{
    public const string FileName = "umat-surrogate.json";
    public const string Variable = "UMAT_SURROGATE_CONFIG";

    /// <summary>Full path of the configuration.</summary>
    /// <exception cref="InputException">There is none; the message says where it was looked for.</exception>
    public static string Find()
    {
        string? chosen = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(chosen))
        {
            return File.Exists(chosen)
                ? Path.GetFullPath(chosen)
                : throw new InputException($"The environment variable {Variable} names '{chosen}', which does not exist.");
        }
        string working = Path.GetFullPath(FileName);
        if (File.Exists(working))
            return working;
        string? library = LibraryFolder();
        string beside = library is null ? working : Path.Combine(library, FileName);
        if (File.Exists(beside))
            return beside;
        throw new InputException(
            $"No configuration: '{working}' and '{beside}' do not exist and {Variable} is not set. "
            + "Write a umat-surrogate.json that maps the material's name to a model file and to its microstructures.");
    }

    /// <summary>Folder of the native library (AppContext.BaseDirectory of a NativeAOT library is the folder of the host program).</summary>
    private static unsafe string? LibraryFolder()
    {
        string? file = NativeImage.Path();
        return file is null ? null : Path.GetDirectoryName(file);
    }
}
