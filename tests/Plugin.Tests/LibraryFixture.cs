using UmatSurrogate.Driver;

namespace UmatSurrogate.Tests.Plugin;

/// <summary>
/// The published library, loaded once: a process keeps the first configuration that the library reads, so all tests in the process use the same.
/// Materials: TEST, the hand-made model, and CLUSTER, the shipped full-field model; both with the grains of <see cref="TestFolder"/>.
/// </summary>
public sealed class LibraryFixture : IDisposable
{
    /// <summary>Name of the tests that share it.</summary>
    public const string Collection = "published library";

    public LibraryFixture()
    {
        // The moduli are compared with the derivative itself, not with what "positive-definite" makes of it.
        Library = new(Path.Combine(new PluginFixture().Folder, "libumatsurrogate.so"), WriteConfiguration(Folder, """, "tangent": "analytic" """));
    }

    /// <summary>The shipped model with cluster features.</summary>
    public static string ClusterModel { get; } = Path.Combine(TestData.RepositoryRoot, "examples", "models", "full-field.safetensors");

    public HostLibrary Library { get; }

    internal TestFolder Folder { get; } = new();

    public void Dispose()
    {
        Library.Dispose();
        Folder.Dispose();
    }

    /// <summary>Writes the configuration with both materials.</summary>
    internal static string WriteConfiguration(TestFolder folder, string more = "") => folder.Write("umat-surrogate.json", $$"""
        {
          "materials": {
            "test": { "model": "model.safetensors", "microstructure": { "file": "ve.json" } },
            "cluster": { "model": "{{ClusterModel}}", "microstructure": { "file": "ve.json" } }
          }{{more}}
        }
        """);
}

/// <summary>The tests that share the library.</summary>
[CollectionDefinition(LibraryFixture.Collection)]
public sealed class SharedLibrary : ICollectionFixture<LibraryFixture>;
