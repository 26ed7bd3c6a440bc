using System.Text.Json;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Driver;

/// <summary>What a repeated call gave.</summary>
/// <param name="TimeStepFactor">PNEWDT; -1 if it was left alone.</param>
/// <param name="Stress_Pa">Rotated Cauchy stress, 11, 22, 33, 12, 13, 23.</param>
/// <param name="RecordedStatus">Why the call failed when it was recorded.</param>
/// <param name="Message">Last message of the library.</param>
public sealed record ReplayResult(double TimeStepFactor, double[] Stress_Pa, string RecordedStatus, string Message);

/// <summary>Repeats the one call that a failed evaluation left in <c>umat-surrogate-replay.json</c>.</summary>
public static class ReplayCall
{
    private const string Schema = "umat-surrogate/replay/1";

    /// <summary>Reads the file and makes the call.</summary>
    /// <exception cref="InputException">The file is not a replay file.</exception>
    public static ReplayResult Run(HostLibrary library, string file)
    {
        ArgumentNullException.ThrowIfNull(library);
        (UmatArgumentSet arguments, string status) = Read(file);
        library.Umat(arguments);
        return new(arguments.TimeStepFactor, arguments.Stress_Pa, status, library.LastErrorMessage());
    }

    internal static (UmatArgumentSet Arguments, string Status) Read(string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file));
            JsonElement root = document.RootElement;
            string? schema = root.GetProperty("schema").GetString();
            if (schema != Schema)
                throw new InputException($"{file}: the schema is '{schema}'; this version reads '{Schema}'.");
            JsonElement state = root.GetProperty("statev");
            UmatArgumentSet a = new(state.GetArrayLength())
            {
                MaterialName = root.GetProperty("cmname").GetString()!,
                Element = root.GetProperty("noel").GetInt32(),
                IntegrationPoint = root.GetProperty("npt").GetInt32(),
                Increment = root.GetProperty("kinc").GetInt32(),
                TimeIncrement_s = Number(root.GetProperty("dtime_s")[0]),
            };
            Fill(a.StateVariables, state);
            Fill(a.Strain, root.GetProperty("stran"));
            Fill(a.StrainIncrement, root.GetProperty("dstran"));
            Fill(a.Stress_Pa, root.GetProperty("stress_Pa"));
            Fill(a.Time_s, root.GetProperty("time_s"));
            return (a, root.GetProperty("status").GetString()!);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException or IOException)
        {
            throw new InputException($"'{file}' is not a replay file that the library wrote: {e.Message}", e);
        }
    }

    private static void Fill(double[] values, JsonElement array)
    {
        for (int i = 0; i < Math.Min(values.Length, array.GetArrayLength()); i++)
            values[i] = Number(array[i]);
    }

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : value.GetString() switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        string text => throw new FormatException($"'{text}' is not a number."),
        null => throw new FormatException("A number is missing."),
    };
}
