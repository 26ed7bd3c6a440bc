using System.Text.Json;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plugin.Hosts;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Configuration;

/// <summary>Reads <c>umat-surrogate.json</c>. Comments and trailing commas are allowed; unknown keys are not.</summary>
internal static class ConfigurationReader
{
    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a configuration file. Paths of inputs start at its folder, paths of outputs at the working folder.</summary>
    /// <exception cref="InputException">Says which file, which place in it, what was found and what is allowed.</exception>
    public static PluginConfiguration Read(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file), Options);
            return ReadRoot(document.RootElement, Path.GetFullPath(file));
        }
        catch (JsonException e)
        {
            throw new InputException($"{file}, line {e.LineNumber + 1}: not valid JSON: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The configuration '{file}' cannot be read: {e.Message}", e);
        }
    }

    private static PluginConfiguration ReadRoot(JsonElement element, string file)
    {
        StrictObject root = new(element, file, "materials", "host", "tangent", "trace", "plane");
        string folder = Path.GetDirectoryName(file)!;
        HostKind? host = root.OptionalText("host") switch
        {
            null => null,
            "calculix" => HostKind.Calculix,
            "abaqus-explicit" => HostKind.AbaqusExplicit,
            _ => throw root.Wrong("host", "\"calculix\" or \"abaqus-explicit\" (or absent: CalculiX is recognised by the material's name)"),
        };
        TangentChoice tangent = root.OptionalText("tangent") switch
        {
            "analytic" or "consistent" => TangentChoice.Analytic, // "consistent" is the older name
            null or "positive-definite" => TangentChoice.PositiveDefinite,
            "elastic" => TangentChoice.Elastic,
            _ => throw root.Wrong("tangent", "\"analytic\", \"positive-definite\" or \"elastic\""),
        };
        bool planeStrain = root.OptionalText("plane") switch
        {
            null => false,
            "strain" => true,
            _ => throw root.Wrong("plane", "\"strain\" (or absent: two-dimensional elements are refused)"),
        };
        if (host == HostKind.AbaqusExplicit && root.Has("trace"))
            throw new InputException($"{file}: \"trace\" is not possible with \"host\": \"abaqus-explicit\"; ask the host for a history of the elements.");
        List<MaterialDefinition> materials = [];
        foreach (JsonProperty property in new StrictObject(root.Required("materials"), $"{file}: materials").Properties)
            materials.Add(ReadMaterial(property, folder, $"{file}: materials.{property.Name}"));
        if (materials.Count == 0)
            throw new InputException($"{file}: \"materials\" is empty; give at least one material, or \"*\" for all.");
        return new(file, materials, host, tangent, root.Has("trace") ? ReadTrace(root.Required("trace"), $"{file}: trace") : null, planeStrain);
    }

    private static MaterialDefinition ReadMaterial(JsonProperty property, string folder, string where)
    {
        StrictObject material = new(property.Value, where, "model", "microstructure", "spread_limit_MPa");
        return new(
            property.Name.ToUpperInvariant(),
            [.. material.Texts("model").Select(file => Resolve(file, folder))],
            ReadMicrostructure(material.Required("microstructure"), folder, where + ".microstructure"),
            material.Has("spread_limit_MPa") ? 1e6 * material.Positive("spread_limit_MPa") : PointTrust.DefaultSpreadLimit_Pa);
    }

    private static MicrostructureDefinition ReadMicrostructure(JsonElement element, string folder, string where)
    {
        StrictObject source = new(element, where, "file", "table", "seed", "grains", "texture", "halfwidth_deg");
        int kinds = (source.Has("file") ? 1 : 0) + (source.Has("table") ? 1 : 0) + (source.Has("seed") ? 1 : 0);
        if (kinds != 1)
        {
            throw new InputException(
                $"{where}: give exactly one of \"file\" (a volume element), \"table\" (a CSV file element,file) or \"seed\" (random grains).");
        }
        if (source.Has("seed"))
        {
            TextureComponent? texture = source.OptionalText("texture") switch
            {
                null or "random" => null,
                "goss" => TextureComponent.Goss,
                "brass" => TextureComponent.Brass,
                "cube" => TextureComponent.Cube,
                "copper" => TextureComponent.Copper,
                _ => throw source.Wrong("texture", "\"random\", \"goss\", \"brass\", \"cube\" or \"copper\""),
            };
            if (source.Has("halfwidth_deg") != (texture is not null))
                throw new InputException($"{where}: \"texture\" (other than \"random\") and \"halfwidth_deg\" belong together.");
            return new MicrostructureDefinition.Seeded(
                source.Seed("seed"), source.Integer("grains", 1), texture, texture is null ? 0.0 : source.Positive("halfwidth_deg"));
        }
        foreach (string key in (ReadOnlySpan<string>)["grains", "texture", "halfwidth_deg"])
        {
            if (source.Has(key))
                throw new InputException($"{where}: \"{key}\" belongs to \"seed\", not to a file or a table.");
        }
        return source.Has("file")
            ? new MicrostructureDefinition.SingleFile(Resolve(source.Text("file"), folder))
            : new MicrostructureDefinition.ElementTable(Resolve(source.Text("table"), folder));
    }

    private static TraceOptions ReadTrace(JsonElement element, string where)
    {
        StrictObject trace = new(element, where, "file", "points", "every", "sample", "seed", "state");
        int kinds = (trace.Has("points") ? 1 : 0) + (trace.Has("every") ? 1 : 0) + (trace.Has("sample") ? 1 : 0);
        if (kinds != 1 || trace.Has("seed") != trace.Has("sample"))
        {
            throw new InputException(
                $"{where}: give exactly one of \"points\" ([[element, point], ...]), \"every\" (every n-th element label) or "
                + "\"sample\" (how many points) with \"seed\".");
        }
        return new(
            Path.GetFullPath(trace.Text("file")),
            trace.Has("points") ? ReadPoints(trace) : [],
            trace.Has("every") ? trace.Integer("every", 1) : 0,
            trace.Has("sample") ? trace.Integer("sample", 1) : 0,
            trace.Has("sample") ? trace.Seed("seed") : 0,
            trace.Flag("state", absent: false));
    }

    private static List<(int Element, int Point)> ReadPoints(StrictObject trace)
    {
        const string Expected = "a list of pairs [element label, integration point], both from 1";
        JsonElement list = trace.Required("points");
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            throw trace.Wrong("points", Expected);
        List<(int, int)> points = [];
        foreach (JsonElement pair in list.EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2
                || !pair[0].TryGetInt32(out int label) || !pair[1].TryGetInt32(out int point) || label < 1 || point < 1)
            {
                throw trace.Wrong("points", Expected);
            }
            points.Add((label, point));
        }
        return points;
    }

    private static string Resolve(string path, string folder) => Path.GetFullPath(path, folder);
}
