using System.Text.Json;
using System.Text.Json.Nodes;

namespace UmatSurrogate.Studies;

/// <summary>What was measured of one model: numbers and series by name, kept beside the model as JSON. Numbers that are not finite are null there.</summary>
internal sealed class Measured
{
    private readonly SortedDictionary<string, double> _numbers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, double[]> _series = new(StringComparer.Ordinal);

    /// <summary>Names of the numbers.</summary>
    public IEnumerable<string> Names => _numbers.Keys;

    /// <summary>A number; NaN if it was not measured.</summary>
    public double this[string name]
    {
        get => _numbers.GetValueOrDefault(name, double.NaN);
        set => _numbers[name] = value;
    }

    /// <summary>A series; empty if it was not measured.</summary>
    public double[] Series(string name) => _series.GetValueOrDefault(name, []);

    public void Set(string name, IEnumerable<double> series) => _series[name] = [.. series];

    /// <summary>Histories of different lengths as one series of their lengths and one of all values.</summary>
    public void SetHistories(string name, IReadOnlyList<double[]> histories)
    {
        Set(name + "_lengths", histories.Select(h => (double)h.Length));
        Set(name, histories.SelectMany(h => h));
    }

    /// <summary>What <see cref="SetHistories"/> took.</summary>
    public double[][] Histories(string name)
    {
        double[] all = Series(name);
        int start = 0;
        return [.. Series(name + "_lengths").Select(length => all[start..(start += (int)length)])];
    }

    /// <summary>Takes over all entries of another one.</summary>
    public void Add(Measured other)
    {
        foreach ((string name, double number) in other._numbers)
            _numbers[name] = number;
        foreach ((string name, double[] series) in other._series)
            _series[name] = series;
    }

    public void Write(string file, string key)
    {
        JsonObject numbers = [], series = [];
        foreach ((string name, double number) in _numbers)
            numbers[name] = Value(number);
        foreach ((string name, double[] values) in _series)
            series[name] = new JsonArray([.. values.Select(v => (JsonNode?)Value((double)(float)v))]);
        JsonObject root = new() { ["key"] = key, ["numbers"] = numbers, ["series"] = series };
        File.WriteAllText(file + ".partial", root.ToJsonString() + "\n");
        File.Move(file + ".partial", file, overwrite: true);
    }

    /// <summary>Reads a file; null if it is missing, cannot be read, or was written under another key.</summary>
    public static Measured? TryRead(string file, string key)
    {
        if (!File.Exists(file))
            return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
            JsonElement root = document.RootElement;
            if (root.GetProperty("key").GetString() != key)
                return null;
            Measured measured = new();
            foreach (JsonProperty number in root.GetProperty("numbers").EnumerateObject())
                measured._numbers[number.Name] = Number(number.Value);
            foreach (JsonProperty series in root.GetProperty("series").EnumerateObject())
                measured._series[series.Name] = [.. series.Value.EnumerateArray().Select(Number)];
            return measured;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static double Number(JsonElement element) => element.ValueKind == JsonValueKind.Null ? double.NaN : element.GetDouble();

    private static JsonValue? Value(double number) => double.IsFinite(number) ? JsonValue.Create(number) : null;
}
