using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Cli.Output;

/// <summary>Names of results, checked before the work is done, so that a long run is not lost to a name that cannot be written.</summary>
internal static class OutputName
{
    /// <summary>The full name of a file that can be written; its folder must exist.</summary>
    /// <exception cref="InputException">Says why it cannot be written.</exception>
    public static string OfFile(FileInfo file)
    {
        string path = file.FullName;
        if (Directory.Exists(path))
            throw new InputException($"'{path}' cannot be written: it is a folder. Give the name of a file.");
        string folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
            throw new InputException($"'{path}' cannot be written: the folder '{folder}' does not exist. Create it or give another name.");
        if (!path.StartsWith("/dev/", StringComparison.Ordinal))
            TryFolder(folder, path);
        return path;
    }

    /// <summary>The full name of a folder that exists or was created, and into which files can be written.</summary>
    /// <exception cref="InputException">Says why it cannot be used.</exception>
    public static string OfFolder(DirectoryInfo directory)
    {
        string path = directory.FullName;
        if (File.Exists(path))
            throw new InputException($"'{path}' cannot be used as a folder: it is a file. Give another name.");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The folder '{path}' cannot be created: {e.Message}", e);
        }

        TryFolder(path, path);
        return path;
    }

    private static void TryFolder(string folder, string path)
    {
        string probe = Path.Combine(folder, $".umat-surrogate-{Environment.ProcessId}.partial");
        try
        {
            using FileStream stream = new(probe, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"'{path}' cannot be written: nothing can be written into '{folder}' ({e.Message})", e);
        }
    }
}
