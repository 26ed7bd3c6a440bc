using System.Runtime.CompilerServices;

namespace UmatSurrogate.Tests;

/// <summary>Finds the data files under <c>tests/data</c> from the location of the sources, so that tests run from any folder.</summary>
internal static class TestData
{
    /// <summary>Full path of a file or folder below <c>tests/data</c>.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Folder(), .. parts]);

    /// <summary>Full path of the root of the repository.</summary>
    public static string RepositoryRoot => System.IO.Path.GetFullPath(System.IO.Path.Combine(Folder(), "..", ".."));

    private static string Folder([CallerFilePath] string file = "") =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(file)!, "data");
}
