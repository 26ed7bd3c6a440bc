namespace UmatSurrogate.Data.Tests;

/// <summary>Folders compared byte by byte.</summary>
internal static class Folders
{
    public static void AssertSameBytes(string expected, string actual)
    {
        string[] names = [.. Directory.GetFiles(expected).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        Assert.Equal(names, Directory.GetFiles(actual).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.True(
            File.ReadAllBytes(Path.Combine(expected, name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(actual, name))), $"{name} differs"));
    }
}
