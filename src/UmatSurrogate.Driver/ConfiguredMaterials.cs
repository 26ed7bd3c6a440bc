using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plugin.Configuration;
using UmatSurrogate.Plugin.Materials;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Driver;

/// <summary>What a plugin configuration says about its materials, for programs that play the host or check its results.</summary>
public sealed class ConfiguredMaterials
{
    private readonly PluginConfiguration _configuration;

    private ConfiguredMaterials(PluginConfiguration configuration) => _configuration = configuration;

    /// <summary>Names, upper case, in the order of the file.</summary>
    public IReadOnlyList<string> Names => [.. _configuration.Materials.Select(m => m.Name)];

    /// <summary>Reads <c>umat-surrogate.json</c>.</summary>
    public static ConfiguredMaterials Read(string file) => new(ConfigurationReader.Read(file));

    /// <summary>The named material, or the only one if no name is given.</summary>
    public string Choose(string? name)
    {
        if (name is null)
        {
            return Names.Count == 1 ? Names[0] : throw new InputException(
                $"'{_configuration.File}' has several materials ({string.Join(", ", Names)}); say which with --name.");
        }
        return Names.FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new InputException(
            $"'{_configuration.File}' has no material '{name}'; it has {string.Join(", ", Names)}.");
    }

    /// <summary>The name under which a CalculiX job would call for the material.</summary>
    public static string CalculixName(string name) =>
        "@ABAQUSNL_UMATSURROGATE@" + (name == MaterialDefinition.AnyName ? "ANY" : name);

    /// <summary>State variables (*DEPVAR) that the material needs; reads its model.</summary>
    public int StateVariableCount(string name) =>
        HostState.Count([.. Definition(name).ModelFiles.Select(SurrogateModel.Load)]);

    /// <summary>The volume element of an integration point.</summary>
    public VolumeElement VolumeElementAt(string name, int element, int integrationPoint) =>
        MicrostructureSource.VolumeElementAt(Definition(name).Microstructure, element, integrationPoint);

    private MaterialDefinition Definition(string name) => _configuration.Materials.First(m => m.Name == name);
}
