using System.Text.Json;
using UmatSurrogate.Data;

namespace UmatSurrogate.Cli.Simulations;

/// <summary>The Cauchy stress at the end of a history, as it is printed.</summary>
internal static class FinalStress
{
    public static void Write(Utf8JsonWriter json, MaterialHistory history)
    {
        json.WriteStartArray("final_cauchy_stress_Pa");
        foreach (double s in Components(history))
            json.WriteNumberValue(s);
        json.WriteEndArray();
    }

    public static void Print(MaterialHistory history) => Console.WriteLine("final Cauchy stress (11 22 33 12 13 23) "
        + string.Join(" ", Components(history).Select(s => FormattableString.Invariant($"{1e-6 * s:F2}"))) + " MPa");

    private static double[] Components(MaterialHistory history)
    {
        double[] stress = new double[6];
        history.CauchyStress_Pa[^1].ToSpan(stress);
        return stress;
    }
}
