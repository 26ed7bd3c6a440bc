using UmatSurrogate.Microstructure;
using UmatSurrogate.Plugin;
using UmatSurrogate.Plugin.Configuration;

namespace UmatSurrogate.Tests.Plugin;

/// <summary>A temporary folder with a model, a volume element and configurations.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder()
    {
        Directory.CreateDirectory(Path);
        TestModel.Create().Save(File("model.safetensors"));
        VolumeElementFile.Write(File("ve.json"), VolumeElementGenerator.Random(20, 7));
    }

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "umat-surrogate-tests-" + Guid.NewGuid().ToString("N"));

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    /// <summary>A runtime for the material TEST with the given microstructure and further top-level keys.</summary>
    public PluginRuntime Runtime(string microstructure = """{ "file": "ve.json" }""", string more = "")
    {
        string text = $$"""{ "materials": { "test": { "model": "model.safetensors", "microstructure": {{microstructure}} } }{{more}} }""";
        return new(ConfigurationReader.Read(Write("umat-surrogate.json", text))) { WriteReplay = false };
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
