using System.Text.Json;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Plugin.Hosts;

namespace UmatSurrogate.Plugin.Replay;

/// <summary>
/// The inputs of one failed UMAT call as JSON, so that <c>umat-surrogate drive --replay</c> repeats it alone. Numbers that are
/// not finite are texts ("NaN", "Infinity", "-Infinity"). Only the first failure of a process is written.
/// </summary>
internal static unsafe class ReplayFile
{
    public const string FileName = "umat-surrogate-replay.json";
    public const string Schema = "umat-surrogate/replay/1";

    private static int _written;

    /// <summary>Writes the call if it is the first; the file's name, or null if nothing was written.</summary>
    public static string? WriteFirst(string name, PointStatus status, in UmatArguments a)
    {
        if (Interlocked.Exchange(ref _written, 1) != 0)
            return null;
        try
        {
            File.WriteAllBytes(FileName, ToJson(name, status, a));
            return FileName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // a working folder that cannot be written to; the message itself is on standard error
        }
    }

    /// <summary>For tests: the next failure is the first again.</summary>
    internal static void Reset() => _written = 0;

    /// <summary>The file's bytes.</summary>
    internal static byte[] ToJson(string name, PointStatus status, in UmatArguments a)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("schema", Schema);
            writer.WriteString("status", status.ToString());
            writer.WriteString("cmname", name);
            writer.WriteNumber("noel", *a.Element);
            writer.WriteNumber("npt", *a.IntegrationPoint);
            writer.WriteNumber("kinc", *a.Increment);
            WriteArray(writer, "time_s", a.Time, a.Time == null ? 0 : 2);
            WriteArray(writer, "dtime_s", a.TimeIncrement, 1);
            WriteArray(writer, "stran", a.Strain, 6);
            WriteArray(writer, "dstran", a.StrainIncrement, 6);
            WriteArray(writer, "stress_Pa", a.Stress, 6);
            WriteArray(writer, "statev", a.StateVariables, *a.StateVariableCount);
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void WriteArray(Utf8JsonWriter writer, string key, double* values, int count)
    {
        writer.WriteStartArray(key);
        for (int i = 0; i < count; i++)
        {
            if (double.IsFinite(values[i]))
                writer.WriteNumberValue(values[i]);
            else
                writer.WriteStringValue(double.IsNaN(values[i]) ? "NaN" : values[i] > 0 ? "Infinity" : "-Infinity");
        }
        writer.WriteEndArray();
    }
}
