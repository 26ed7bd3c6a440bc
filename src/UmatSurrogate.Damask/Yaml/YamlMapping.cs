using UmatSurrogate.Mechanics;
using YamlDotNet.RepresentationModel;

namespace UmatSurrogate.Damask.Yaml;

/// <summary>
/// A YAML mapping read strictly: ask for every key that is understood, then call <see cref="Complete"/>, which refuses
/// all keys that nobody asked for and that are not declared inert. Nothing in a file is ignored silently.
/// </summary>
public sealed class YamlMapping
{
    private readonly Dictionary<string, YamlNode> _children = [];
    private readonly Dictionary<string, long> _lines = [];
    private readonly List<string> _known = [];
    private readonly long _line;

    internal YamlMapping(YamlMappingNode node, string file, string name)
    {
        File = file;
        Name = name;
        _line = Math.Max(1, node.Start.Line);
        foreach ((YamlNode key, YamlNode value) in node.Children)
        {
            if (key is not YamlScalarNode { Value: { } text })
                throw new InputException($"{file}:{key.Start.Line}: a key in '{name}' is not a plain text.");
            if (!_children.TryAdd(text, value))
                throw new InputException($"{file}:{key.Start.Line}: the key '{text}' stands twice in '{name}'.");
            _lines[text] = key.Start.Line;
        }
    }

    /// <summary>Name of the file.</summary>
    public string File { get; }

    /// <summary>Name of the mapping for messages.</summary>
    public string Name { get; }

    /// <summary>The keys in the order of the file.</summary>
    public IReadOnlyCollection<string> Keys => _children.Keys;

    /// <summary>An error at this mapping.</summary>
    public InputException Error(string message) => new($"{File}:{_line}: '{Name}' {message}");

    /// <summary>The value of a key or null.</summary>
    public YamlValue? Optional(string key)
    {
        if (!_known.Contains(key))
            _known.Add(key);
        return _children.TryGetValue(key, out YamlNode? node) ? new YamlValue(node, File, key) : null;
    }

    /// <summary>The value of a key that must be there.</summary>
    public YamlValue Required(string key) => Optional(key) ?? throw Error(
        $"has no key '{key}', which is required; keys there: {(_children.Count == 0 ? "none" : string.Join(", ", _children.Keys))}.");

    /// <summary>A number with a default.</summary>
    public double NumberOr(string key, double otherwise) => Optional(key)?.AsDouble() ?? otherwise;

    /// <summary>An integer with a default.</summary>
    public int IntegerOr(string key, int otherwise) => Optional(key)?.AsInt32() ?? otherwise;

    /// <summary>A truth value with a default.</summary>
    public bool BooleanOr(string key, bool otherwise) => Optional(key)?.AsBoolean() ?? otherwise;

    /// <summary>A text with a default.</summary>
    public string TextOr(string key, string otherwise) => Optional(key)?.AsString() ?? otherwise;

    /// <summary>A mapping, empty if the key is absent.</summary>
    public YamlMapping MappingOrEmpty(string key) => Optional(key)?.AsMapping() ?? new YamlMapping(new YamlMappingNode(), File, key);

    /// <summary>
    /// Ends the reading: throws for the first key that was neither asked for nor is inert, naming the keys that are known.
    /// </summary>
    /// <param name="inertKeys">Keys that are accepted and have no effect here (for example lists of outputs).</param>
    public void Complete(params ReadOnlySpan<string> inertKeys)
    {
        foreach (string key in _children.Keys)
        {
            if (_known.Contains(key) || inertKeys.Contains(key))
                continue;
            string inert = inertKeys.IsEmpty ? "" : $"; accepted without effect: {string.Join(", ", inertKeys.ToArray())}";
            string known = _known.Count == 0 ? "none" : string.Join(", ", _known);
            throw new InputException($"{File}:{_lines[key]}: unknown key '{key}' in '{Name}'. Known keys: {known}{inert}.");
        }
    }
}
