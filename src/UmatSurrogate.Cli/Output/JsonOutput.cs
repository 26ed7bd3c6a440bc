using System.Text;
using System.Text.Json;

namespace UmatSurrogate.Cli.Output;

/// <summary>The answer of a command as one JSON object on standard output (option <c>--json</c>).</summary>
internal static class JsonOutput
{
    public static void Write(Action<Utf8JsonWriter> members)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        Console.Out.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <summary>A number, or null where it does not exist: JSON has no NaN and no infinity.</summary>
    public static void WriteNumberOrNull(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumber(name, value);
        else
            json.WriteNull(name);
    }
}
