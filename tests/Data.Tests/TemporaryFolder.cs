namespace UmatSurrogate.Data.Tests;

/// <summary>A folder of its own for a test, deleted at its end.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("umat-surrogate-test-").FullName;

    public string File(params string[] parts) => Path.Combine([Root, .. parts]);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
