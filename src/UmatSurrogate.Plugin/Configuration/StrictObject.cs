using System.Text.Json;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plugin.Configuration;

/// <summary>
/// A JSON object of which every key must be known and every value have its type; what is wrong is said with the file, the
/// place (as <c>materials.bar.microstructure</c>), the value and what is allowed there.
/// </summary>
internal readonly struct StrictObject
{
    private readonly JsonElement _element;
    private readonly string _where;

    /// <param name="element">The value that must be an object.</param>
    /// <param name="where">File and place, for messages.</param>
    /// <param name="known">The keys allowed; empty allows any (a map of names).</param>
    public StrictObject(JsonElement element, string where, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new InputException($"{where}: an object {{...}} is expected here, found {Describe(element)}.");
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (known.Length > 0 && !known.Contains(property.Name))
                throw new InputException($"{where}: unknown key \"{property.Name}\"; known here: {string.Join(", ", known.ToArray())}.");
            if (!seen.Add(property.Name))
                throw new InputException($"{where}: the key \"{property.Name}\" stands twice.");
        }
        (_element, _where) = (element, where);
    }

    /// <summary>Names and values, for maps.</summary>
    public IEnumerable<JsonProperty> Properties => _element.EnumerateObject();

    public bool Has(string key) => _element.TryGetProperty(key, out _);

    public JsonElement Required(string key) => _element.TryGetProperty(key, out JsonElement value)
        ? value
        : throw new InputException($"{_where}: the key \"{key}\" is missing.");

    public string Text(string key)
    {
        JsonElement value = Required(key);
        string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return string.IsNullOrWhiteSpace(text) ? throw Wrong(key, "a text that is not empty") : text;
    }

    /// <summary>One text or a list of at least one.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        JsonElement value = Required(key);
        if (value.ValueKind != JsonValueKind.Array)
            return [Text(key)];
        List<string> texts = [];
        foreach (JsonElement element in value.EnumerateArray())
        {
            string? text = element.ValueKind == JsonValueKind.String ? element.GetString() : null;
            texts.Add(string.IsNullOrWhiteSpace(text) ? throw Wrong(key, "a text or a list of texts that are not empty") : text);
        }
        return texts.Count > 0 ? texts : throw Wrong(key, "a text or a list of at least one text");
    }

    public string? OptionalText(string key) => Has(key) ? Text(key) : null;

    public int Integer(string key, int minimum)
    {
        JsonElement value = Required(key);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= minimum
            ? number
            : throw Wrong(key, $"a whole number of at least {minimum}");
    }

    public ulong Seed(string key)
    {
        JsonElement value = Required(key);
        return value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out ulong number)
            ? number
            : throw Wrong(key, "a whole number from 0 to 18446744073709551615");
    }

    public double Positive(string key)
    {
        JsonElement value = Required(key);
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) && number > 0
            ? number
            : throw Wrong(key, "a positive number");
    }

    public bool Flag(string key, bool absent) => !Has(key) ? absent : Required(key).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(key, "true or false"),
    };

    /// <summary>The exception for a value that is not what the place asks for.</summary>
    public InputException Wrong(string key, string expected) =>
        new($"{_where}: \"{key}\" must be {expected}, found {Describe(Required(key))}.");

    private static string Describe(JsonElement element)
    {
        string text = element.GetRawText();
        return text.Length <= 60 ? text : text[..57] + "...";
    }
}
