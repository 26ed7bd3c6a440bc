using System.Globalization;
using UmatSurrogate.Mechanics;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace UmatSurrogate.Data;

/// <summary>
/// A mapping of a YAML (or JSON) file read strictly: the reader asks for the keys it knows, then calls
/// <see cref="RefuseOtherKeys"/>, which makes every other key an error naming file, line, key and the keys known there.
/// </summary>
public sealed class YamlSection
{
    private readonly string _file;
    private readonly string _name;
    private readonly int _line;
    private readonly Dictionary<string, (YamlNode Value, int Line)> _entries = [];
    private readonly SortedSet<string> _asked = new(StringComparer.Ordinal);

    private YamlSection(string file, string name, YamlMappingNode mapping)
    {
        (_file, _name, _line) = (file, name, (int)mapping.Start.Line);
        foreach ((YamlNode key, YamlNode value) in mapping.Children)
        {
            string text = key is YamlScalarNode { Value: string scalar } ? scalar : key.ToString();
            _entries[text] = (value, (int)key.Start.Line);
        }
    }

    /// <summary>Reads a file whose top level is a mapping.</summary>
    /// <exception cref="InputException">The file is missing, is not YAML, or is no mapping.</exception>
    public static YamlSection Load(string file)
    {
        if (!File.Exists(file))
            throw new InputException($"The file '{file}' does not exist.");
        return Parse(File.ReadAllText(file), file);
    }

    /// <summary>Reads a text whose top level is a mapping; the file name serves for messages.</summary>
    /// <exception cref="InputException">The text is not YAML, or is no mapping.</exception>
    public static YamlSection Parse(string text, string file)
    {
        YamlStream stream = [];
        try
        {
            using StringReader reader = new(text);
            stream.Load(reader);
        }
        catch (YamlException e)
        {
            throw new InputException($"{file}, line {e.Start.Line}: not valid YAML: {e.InnerException?.Message ?? e.Message}", e);
        }
        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode mapping)
            throw new InputException($"{file}: the file must hold one YAML mapping ('key: value' lines).");
        return new YamlSection(file, "", mapping);
    }

    /// <summary>True if the key stands in this section. The key counts as known from now on.</summary>
    public bool Has(string key)
    {
        _asked.Add(key);
        return _entries.ContainsKey(key);
    }

    /// <summary>A required section below this one.</summary>
    public YamlSection Section(string key) => OptionalSection(key) ?? throw Missing(key);

    /// <summary>A section below this one, or null if the key is absent.</summary>
    public YamlSection? OptionalSection(string key)
    {
        if (!Has(key))
            return null;
        (YamlNode value, int line) = _entries[key];
        return value is YamlMappingNode mapping
            ? new YamlSection(_file, FullName(key), mapping)
            : throw Wrong(key, line, value, "a section of 'key: value' lines");
    }

    /// <summary>A text value; without a default the key is required.</summary>
    public string Text(string key, string? defaultValue = null) =>
        Scalar(key, defaultValue, "a text", (string s, out string v) => (v = s).Length > 0);

    /// <summary>True if the value of the key is a single value, neither a list nor a section.</summary>
    public bool IsScalar(string key) => Has(key) && _entries[key].Value is YamlScalarNode;

    /// <summary>A finite number; without a default the key is required.</summary>
    public double Number(string key, double? defaultValue = null) => Scalar<double>(key, defaultValue, "a finite number", TryNumber);

    /// <summary>An integer within bounds; without a default the key is required.</summary>
    public int WholeNumber(string key, int? defaultValue = null, int minimum = int.MinValue, int maximum = int.MaxValue)
    {
        string range = minimum == int.MinValue ? "an integer" : maximum == int.MaxValue
            ? $"an integer of at least {minimum}" : $"an integer from {minimum} to {maximum}";
        return Scalar<int>(key, defaultValue, range, (string s, out int v) =>
            int.TryParse(s, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out v) && v >= minimum && v <= maximum);
    }

    /// <summary>A seed, 0 .. 2^64 - 1; without a default the key is required.</summary>
    public ulong Seed(string key, ulong? defaultValue = null) =>
        Scalar<ulong>(key, defaultValue, "an integer from 0 to 2^64 - 1", (string s, out ulong v) =>
            ulong.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out v));

    /// <summary>One of the given words; without a default the key is required.</summary>
    public T Choice<T>(string key, IReadOnlyList<(string Word, T Value)> choices, T? defaultValue = null) where T : struct =>
        Scalar(key, defaultValue, $"one of {string.Join(", ", choices.Select(c => c.Word))}", (string s, out T v) =>
        {
            foreach ((string word, T value) in choices)
            {
                if (word == s)
                {
                    v = value;
                    return true;
                }
            }
            v = default;
            return false;
        });

    /// <summary>Two numbers <c>[smallest, largest]</c>, or one number that is both.</summary>
    public (double Smallest, double Largest) Range(string key, (double Smallest, double Largest) defaultValue)
    {
        if (!Has(key))
            return defaultValue;
        (YamlNode value, int line) = _entries[key];
        string[] items = value switch
        {
            YamlScalarNode { Value: string one } => [one, one],
            YamlSequenceNode { Children.Count: 2 } two => [.. two.Children.Select(c => (c as YamlScalarNode)?.Value ?? "")],
            _ => [],
        };
        if (items.Length == 2 && TryNumber(items[0], out double smallest) && TryNumber(items[1], out double largest) && smallest <= largest)
            return (smallest, largest);
        throw Wrong(key, line, value, "[smallest, largest], two finite numbers, or one number");
    }

    /// <summary>Call after everything known was asked for: any other key is an error.</summary>
    /// <exception cref="InputException">Names file, line, key and the known keys.</exception>
    public void RefuseOtherKeys()
    {
        foreach ((string key, (_, int line)) in _entries)
        {
            if (!_asked.Contains(key))
            {
                throw new InputException(
                    $"{_file}, line {line}: the key '{FullName(key)}' is not known; the keys known here are {string.Join(", ", _asked)}.");
            }
        }
    }

    /// <summary>An error about the value of a key of this section: file, line, key and value are added.</summary>
    public InputException Wrong(string key, string expected)
    {
        (YamlNode value, int line) = _entries.TryGetValue(key, out (YamlNode, int) entry) ? entry : (new YamlScalarNode("(default)"), _line);
        return Wrong(key, line, value, expected);
    }

    private delegate bool TryParse<T>(string text, out T value);

    private T Scalar<T>(string key, T? defaultValue, string expected, TryParse<T> parse) where T : struct =>
        Has(key) ? Parse(key, expected, parse) : defaultValue ?? throw Missing(key);

    private string Scalar(string key, string? defaultValue, string expected, TryParse<string> parse) =>
        Has(key) ? Parse(key, expected, parse) : defaultValue ?? throw Missing(key);

    private T Parse<T>(string key, string expected, TryParse<T> parse)
    {
        (YamlNode value, int line) = _entries[key];
        return value is YamlScalarNode { Value: string text } && parse(text, out T result) ? result : throw Wrong(key, line, value, expected);
    }

    private static bool TryNumber(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private string FullName(string key) => _name.Length == 0 ? key : $"{_name}.{key}";

    private InputException Missing(string key) => new($"{_file}, line {_line}: the key '{FullName(key)}' is missing.");

    private InputException Wrong(string key, int line, YamlNode value, string expected) =>
        new($"{_file}, line {line}: '{FullName(key)}' is {Shown(value)}; it must be {expected}.");

    private static string Shown(YamlNode value) => value switch
    {
        YamlScalarNode { Value: string text } => $"'{text}'",
        YamlSequenceNode list => $"a list of {list.Children.Count}",
        _ => "a section",
    };
}
