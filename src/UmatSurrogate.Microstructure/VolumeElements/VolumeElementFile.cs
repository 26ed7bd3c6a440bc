using System.Text.Json;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Microstructure;

/// <summary>
/// The file <c>ve.json</c>:
/// <c>{"schema":"umat-surrogate/ve/1","grains":[{"seed":[x,y,z],"quaternion":[q0,q1,q2,q3]},...]}</c>,
/// positions in the unit cube (0 to 1), unit quaternions in the convention of <see cref="Orientation"/>.
/// Numbers are written so that reading them back gives the same bits.
/// </summary>
public static class VolumeElementFile
{
    /// <summary>The schema this version reads and writes.</summary>
    public const string Schema = "umat-surrogate/ve/1";

    /// <summary>Reads a volume element.</summary>
    /// <exception cref="InputException">The file cannot be read or is not a valid volume element; the message says where.</exception>
    public static VolumeElement Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"The volume element '{path}' cannot be read: {e.Message}", e);
        }
        return Parse(bytes, path);
    }

    /// <summary>Parses the UTF-8 text of a volume element; <paramref name="name"/> stands for it in messages.</summary>
    public static VolumeElement Parse(ReadOnlyMemory<byte> utf8, string name)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Parse(document.RootElement, name);
        }
        catch (JsonException e)
        {
            string place = e.LineNumber is long line ? $" at line {line + 1}, byte {e.BytePositionInLine + 1}" : "";
            throw new InputException($"{name}: not valid JSON{place}: {e.Message}", e);
        }
    }

    /// <summary>Writes a volume element.</summary>
    public static void Write(string path, VolumeElement volumeElement)
    {
        ArgumentNullException.ThrowIfNull(volumeElement);
        try
        {
            File.WriteAllBytes(path, ToUtf8(volumeElement));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"The volume element '{path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>The UTF-8 text of a volume element, one grain per line.</summary>
    public static byte[] ToUtf8(VolumeElement volumeElement)
    {
        ArgumentNullException.ThrowIfNull(volumeElement);
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = false }))
        {
            writer.WriteStartObject();
            writer.WriteString("schema"u8, Schema);
            writer.WriteStartArray("grains"u8);
            foreach (Grain grain in volumeElement.Grains)
            {
                writer.WriteStartObject();
                WriteArray(writer, "seed"u8, [grain.X, grain.Y, grain.Z]);
                Orientation q = grain.Orientation;
                WriteArray(writer, "quaternion"u8, [q.Q0, q.Q1, q.Q2, q.Q3]);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void WriteArray(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<double> values)
    {
        writer.WriteStartArray(name);
        foreach (double value in values)
            writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }

    private static VolumeElement Parse(JsonElement root, string name)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new InputException($"{name}: a volume element is a JSON object with \"schema\" and \"grains\", found {root.ValueKind}.");
        RequireOnly(root, ["schema", "grains"], name);
        string? schema = root.TryGetProperty("schema", out JsonElement s) && s.ValueKind == JsonValueKind.String ? s.GetString() : null;
        if (schema != Schema)
            throw new InputException($"{name}: the schema is '{schema ?? "missing"}'; this version reads '{Schema}'.");
        if (!root.TryGetProperty("grains", out JsonElement grains) || grains.ValueKind != JsonValueKind.Array || grains.GetArrayLength() == 0)
            throw new InputException($"{name}: \"grains\" must be an array with at least one grain.");
        List<Grain> result = [];
        foreach (JsonElement grain in grains.EnumerateArray())
            result.Add(ParseGrain(grain, $"{name}: grain {result.Count} (from 0)"));
        return new(result);
    }

    private static Grain ParseGrain(JsonElement grain, string where)
    {
        if (grain.ValueKind != JsonValueKind.Object)
            throw new InputException($"{where}: a grain is an object with \"seed\" and \"quaternion\", found {grain.ValueKind}.");
        RequireOnly(grain, ["seed", "quaternion"], where);
        double[] x = Numbers(grain, "seed", 3, where);
        foreach (double c in x)
        {
            if (!(c >= 0.0 && c <= 1.0))
                throw new InputException($"{where}: seed component {c} is outside the unit cube; positions are from 0 to 1.");
        }
        double[] q = Numbers(grain, "quaternion", 4, where);
        if (!Orientation.TryCreate(q[0], q[1], q[2], q[3], out Orientation orientation))
            throw new InputException($"{where}: the quaternion [{string.Join(", ", q)}] does not have length 1; it must be a unit quaternion, scalar first.");
        return new(x[0], x[1], x[2], orientation);
    }

    private static double[] Numbers(JsonElement parent, string key, int count, string where)
    {
        if (!parent.TryGetProperty(key, out JsonElement array) || array.ValueKind != JsonValueKind.Array || array.GetArrayLength() != count)
            throw new InputException($"{where}: \"{key}\" must be an array of {count} numbers.");
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            if (array[i].ValueKind != JsonValueKind.Number || !array[i].TryGetDouble(out values[i]) || !double.IsFinite(values[i]))
                throw new InputException($"{where}: component {i} of \"{key}\" is '{array[i].GetRawText()}', not a finite number.");
        }
        return values;
    }

    private static void RequireOnly(JsonElement element, ReadOnlySpan<string> known, string where)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
                throw new InputException($"{where}: unknown key \"{property.Name}\"; known keys are {string.Join(", ", known.ToArray())}.");
        }
    }
}
