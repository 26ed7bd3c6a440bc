using System.Globalization;
using System.Text.Json.Nodes;
using UmatSurrogate.Damask.Yaml;

namespace UmatSurrogate.Studies;

/// <summary>
/// Sections of a study that are handed on to another reader (<c>train.yaml</c>, <c>dataset.yaml</c>) as trees of JSON, which is YAML. A study knows none of their
/// keys: whatever training or data sets understand can be varied, and a wrong key is refused by its own reader.
/// </summary>
internal static class SpecificationTree
{
    /// <summary>A mapping with everything below it.</summary>
    public static JsonObject Of(YamlMapping mapping)
    {
        JsonObject tree = [];
        foreach (string key in mapping.Keys)
            tree[key] = Of(mapping.Required(key));
        return tree;
    }

    /// <summary>A value with everything below it; numbers and truth values stay such.</summary>
    public static JsonNode? Of(YamlValue value)
    {
        if (value.IsMapping)
            return Of(value.AsMapping());
        if (value.IsSequence)
            return new JsonArray([.. value.AsSequence().Select(Of)]);
        if (!value.IsScalar(out string text))
            return null;
        if (text is "true" or "false")
            return JsonValue.Create(text == "true");
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong whole))
            return JsonValue.Create(whole);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }

    /// <summary>A new tree: the first, with what the second says in its place; sections are merged, everything else is replaced.</summary>
    public static JsonObject Merge(JsonObject below, JsonObject? above)
    {
        JsonObject merged = (JsonObject)below.DeepClone();
        if (above is null)
            return merged;
        foreach ((string key, JsonNode? value) in above)
            merged[key] = value is JsonObject section && merged[key] is JsonObject old ? Merge(old, section) : value?.DeepClone();
        return merged;
    }

    /// <summary>One value at a key, whose parts are separated by dots where it lies in a section below.</summary>
    public static JsonObject Single(string key, JsonNode? value)
    {
        string[] parts = key.Split('.');
        JsonNode? tree = value?.DeepClone();
        for (int i = parts.Length - 1; i >= 0; i--)
            tree = new JsonObject { [parts[i]] = tree };
        return (JsonObject)tree!;
    }
}
