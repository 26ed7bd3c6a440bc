using UmatSurrogate.Damask.Yaml;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>
/// A section of a description file (YAML or JSON) with typed values, bounds and defaults, read strictly: the reader asks for the keys
/// it knows, then calls <see cref="RefuseOtherKeys"/>, which makes every other key an error naming file, line, key and the known keys.
/// </summary>
public sealed class YamlSection
{
    private readonly YamlMapping _mapping;

    private YamlSection(YamlMapping mapping) => _mapping = mapping;

    /// <summary>Reads a file whose top level is a mapping.</summary>
    /// <exception cref="InputException">The file cannot be read, is not YAML, or is no mapping.</exception>
    public static YamlSection Load(string file) => new(YamlFile.Read(file));

    /// <summary>Reads a text whose top level is a mapping; the name stands for the file in messages.</summary>
    /// <exception cref="InputException">The text is not YAML, or is no mapping.</exception>
    public static YamlSection Parse(string text, string name) => new(YamlFile.Parse(text, name));

    /// <summary>True if the key stands in this section. The key counts as known from now on.</summary>
    public bool Has(string key) => _mapping.Optional(key) is not null;

    /// <summary>True if the value of the key is a single value, neither a list nor a section.</summary>
    public bool IsScalar(string key) => _mapping.Optional(key)?.IsScalar(out _) ?? false;

    /// <summary>A required section below this one.</summary>
    public YamlSection Section(string key) => new(_mapping.Required(key).AsMapping());

    /// <summary>A section below this one, or null if the key is absent.</summary>
    public YamlSection? OptionalSection(string key) => _mapping.Optional(key) is YamlValue value ? new(value.AsMapping()) : null;

    /// <summary>The sections of a list of sections.</summary>
    public IEnumerable<YamlSection> Sections(string key) => _mapping.Required(key).AsSequence().Select(item => new YamlSection(item.AsMapping()));

    /// <summary>A text value; without a default the key is required.</summary>
    public string Text(string key, string? defaultValue = null) => Value(key, defaultValue is not null)?.AsString() ?? defaultValue!;

    /// <summary>A finite number; without a default the key is required.</summary>
    public double Number(string key, double? defaultValue = null) =>
        Value(key, defaultValue is not null)?.AsDouble() ?? defaultValue.GetValueOrDefault();

    /// <summary>A seed, 0 .. 2^64 - 1; without a default the key is required.</summary>
    public ulong Seed(string key, ulong? defaultValue = null) =>
        Value(key, defaultValue is not null)?.AsUInt64() ?? defaultValue.GetValueOrDefault();

    /// <summary>A list of seeds; empty if the key is absent.</summary>
    public IReadOnlyList<ulong> Seeds(string key) =>
        _mapping.Optional(key) is YamlValue value ? [.. value.AsSequence().Select(item => item.AsUInt64())] : [];

    /// <summary>An integer within bounds; without a default the key is required.</summary>
    public int WholeNumber(string key, int? defaultValue = null, int minimum = int.MinValue, int maximum = int.MaxValue)
    {
        int value = Value(key, defaultValue is not null)?.AsInt32() ?? defaultValue.GetValueOrDefault();
        if (value >= minimum && value <= maximum)
            return value;
        throw Wrong(key, maximum == int.MaxValue ? $"at least {minimum}" : $"from {minimum} to {maximum}");
    }

    /// <summary>One of the given words; without a default the key is required.</summary>
    public T Choice<T>(string key, IReadOnlyList<(string Word, T Value)> choices, T? defaultValue = null) where T : struct
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (Value(key, defaultValue is not null) is not YamlValue value)
            return defaultValue.GetValueOrDefault();
        string text = value.AsString();
        foreach ((string word, T choice) in choices)
        {
            if (word == text)
                return choice;
        }
        throw Wrong(key, $"one of {string.Join(", ", choices.Select(c => c.Word))}");
    }

    /// <summary>Two numbers <c>[smallest, largest]</c>, or one number that is both.</summary>
    public (double Smallest, double Largest) Range(string key, (double Smallest, double Largest) defaultValue)
    {
        if (_mapping.Optional(key) is not YamlValue value)
            return defaultValue;
        double[] bounds = value.IsSequence ? value.AsDoubles() : [value.AsDouble(), value.AsDouble()];
        return bounds.Length == 2 && bounds[0] <= bounds[1]
            ? (bounds[0], bounds[1])
            : throw Wrong(key, "[smallest, largest], two numbers, or one number");
    }

    /// <summary>A list of finite numbers, or one number that stands for <paramref name="count"/> equal ones; null if the key is absent.</summary>
    public double[]? Numbers(string key, int count)
    {
        if (_mapping.Optional(key) is not YamlValue value)
            return null;
        return value.IsSequence ? value.AsDoubles() : [.. Enumerable.Repeat(value.AsDouble(), count)];
    }

    /// <summary>Call after everything known was asked for: any other key is an error.</summary>
    /// <exception cref="InputException">Names file, line, key and the known keys.</exception>
    public void RefuseOtherKeys() => _mapping.Complete();

    /// <summary>An error about this section as a whole: file and line are added.</summary>
    public InputException Error(string message) => _mapping.Error(message);

    /// <summary>An error about the value of a key of this section: file, line, key and value are added.</summary>
    public InputException Wrong(string key, string expected) => _mapping.Optional(key) is YamlValue value
        ? value.Error($"is {value.Found}; it must be {expected}.")
        : _mapping.Error($"has no key '{key}' and its default does not fit: it must be {expected}.");

    private YamlValue? Value(string key, bool hasDefault) => hasDefault ? _mapping.Optional(key) : _mapping.Required(key);
}
