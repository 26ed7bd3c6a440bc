using UmatSurrogate.Mechanics;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UmatSurrogate.Damask.Yaml;

/// <summary>Opens YAML configuration files for strict reading: everything that is not understood is an error that names file, line and key.</summary>
public static class YamlFile
{
    /// <summary>Reads a file whose root is a mapping. An empty document is an empty mapping.</summary>
    /// <exception cref="InputException">The file cannot be read or is not YAML; the message names file and line.</exception>
    public static YamlMapping Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"The file '{path}' cannot be read: {e.Message}", e);
        }
        return Parse(text, path);
    }

    /// <summary>Parses YAML text; <paramref name="name"/> stands for the file in messages.</summary>
    public static YamlMapping Parse(string text, string name)
    {
        YamlStream stream = [];
        try
        {
            using StringReader reader = new(text);
            stream.Load(reader);
        }
        catch (YamlException e)
        {
            throw new InputException($"{name}:{e.Start.Line}: not valid YAML (column {e.Start.Column}): {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException)
        {
            // The parser's own faults, for example a comment inside a flow sequence that is not closed.
            throw new InputException($"{name}: not valid YAML: {e.Message} Check brackets, quotes and comments inside of lists.", e);
        }
        if (stream.Documents.Count > 1)
        {
            throw new InputException(
                $"{name}:{stream.Documents[1].RootNode.Start.Line}: a second YAML document starts here; only one per file is allowed.");
        }
        YamlNode root = stream.Documents.Count == 0 ? new YamlMappingNode() : stream.Documents[0].RootNode;
        if (root is YamlScalarNode { Value: null or "" })
            root = new YamlMappingNode();
        return new YamlValue(root, name, "the file").AsMapping();
    }
}
