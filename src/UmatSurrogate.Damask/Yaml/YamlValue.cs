using System.Globalization;
using UmatSurrogate.Mechanics;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UmatSurrogate.Damask.Yaml;

/// <summary>One value of a YAML file with its place, read as the type that is expected there.</summary>
public sealed class YamlValue
{
    // A file of another kind is one long text for the parser.
    private const int LongestQuotation = 80;
    private readonly YamlNode _node;

    internal YamlValue(YamlNode node, string file, string name)
    {
        _node = node;
        File = file;
        Name = name;
    }

    /// <summary>Name of the file.</summary>
    public string File { get; }

    /// <summary>Name of the value for messages: the key, with the index of a list item.</summary>
    public string Name { get; }

    /// <summary>Line of the value, from 1.</summary>
    public long Line => _node.Start.Line;

    /// <summary>Whether the value is a mapping.</summary>
    public bool IsMapping => _node is YamlMappingNode;

    /// <summary>Whether the value is a list.</summary>
    public bool IsSequence => _node is YamlSequenceNode;

    /// <summary>Whether the value is a scalar, and its text.</summary>
    public bool IsScalar(out string text)
    {
        text = (_node as YamlScalarNode)?.Value ?? "";
        return _node is YamlScalarNode;
    }

    /// <summary>An error at this value: "file:line: 'name' message".</summary>
    public InputException Error(string message) => new($"{File}:{Line}: '{Name}' {message}");

    /// <summary>The value as a mapping.</summary>
    public YamlMapping AsMapping() =>
        _node is YamlMappingNode mapping ? new YamlMapping(mapping, File, Name) : throw Error($"is {Found}; a mapping (key: value) is expected.");

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<YamlValue> AsSequence()
    {
        if (_node is not YamlSequenceNode sequence)
            throw Error($"is {Found}; a list is expected.");
        YamlValue[] items = new YamlValue[sequence.Children.Count];
        for (int i = 0; i < items.Length; i++)
            items[i] = new YamlValue(sequence.Children[i], File, $"{Name}[{i}]");
        return items;
    }

    /// <summary>The value as text.</summary>
    public string AsString() =>
        _node is YamlScalarNode { Value: { Length: > 0 } text } ? text : throw Error($"is {Found}; a text is expected.");

    /// <summary>The value as a finite number.</summary>
    public double AsDouble()
    {
        if (_node is YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text }
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value))
        {
            return value;
        }
        throw Error($"is {Found}; a finite number is expected.");
    }

    /// <summary>The value as an integer.</summary>
    public int AsInt32()
    {
        if (_node is YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text }
            && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
        {
            return value;
        }
        throw Error($"is {Found}; an integer is expected.");
    }

    /// <summary>The value as an unsigned 64-bit integer, for seeds.</summary>
    public ulong AsUInt64()
    {
        if (_node is YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text }
            && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value))
        {
            return value;
        }
        throw Error($"is {Found}; an integer from 0 to {ulong.MaxValue} is expected.");
    }

    /// <summary>The value as true or false.</summary>
    public bool AsBoolean() => _node is YamlScalarNode { Style: ScalarStyle.Plain, Value: { } text } && bool.TryParse(text, out bool value)
        ? value
        : throw Error($"is {Found}; true or false is expected.");

    /// <summary>A list of finite numbers.</summary>
    public double[] AsDoubles() => [.. AsSequence().Select(item => item.AsDouble())];

    /// <summary>What stands there, for messages.</summary>
    public string Found => _node switch
    {
        YamlScalarNode { Value: { Length: > LongestQuotation } text } => $"'{text[..LongestQuotation]}...'",
        YamlScalarNode { Value: { Length: > 0 } text } => $"'{text}'",
        YamlScalarNode => "empty",
        YamlSequenceNode sequence => $"a list of {sequence.Children.Count}",
        YamlMappingNode => "a mapping",
        _ => "not readable",
    };
}
