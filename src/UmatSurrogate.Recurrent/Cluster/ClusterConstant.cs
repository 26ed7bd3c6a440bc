using System.Collections.Immutable;
using System.Globalization;

namespace UmatSurrogate.Recurrent;

/// <summary>One of the <see cref="ClusterSettings"/> under its key in model files and in <c>train.yaml</c>.</summary>
/// <param name="Key">The key, without <c>cluster.</c>.</param>
/// <param name="Values">The number or the numbers.</param>
/// <param name="IsList">False if the key always has one number.</param>
public readonly record struct ClusterConstant(string Key, ImmutableArray<double> Values, bool IsList)
{
    /// <summary>All of some settings, in the order in which they are written.</summary>
    public static IEnumerable<ClusterConstant> Of(ClusterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return
        [
            new("coupling", settings.Coupling, true),
            new("sharpness", settings.Sharpness, true),
            new("relaxation", settings.Relaxation, true),
            new("momentum", settings.Momentum, true),
            new("output_sharpness", settings.OutputSharpness, true),
            new("plain_sharpness", settings.PlainSharpness, true),
            new("sweep_vertex_weights", settings.SweepVertices.Weights, true),
            new("sweep_vertex_magnitudes", settings.SweepVertices.Magnitudes, true),
            new("output_vertex_weights", settings.OutputVertices.Weights, true),
            new("output_vertex_magnitudes", settings.OutputVertices.Magnitudes, true),
            new("plain_vertex_weights", settings.PlainVertices.Weights, true),
            new("plain_vertex_magnitudes", settings.PlainVertices.Magnitudes, true),
            new("rotation_sharpness", [settings.RotationSharpness], false),
            new("rotation_vertex_weights", settings.RotationVertices.Weights, true),
            new("rotation_vertex_magnitudes", settings.RotationVertices.Magnitudes, true),
            new("rotation_amplitude", settings.RotationAmplitude, true),
            new("rotation_floor", [settings.RotationFloor], false),
            new("grid", [settings.Grid], false),
        ];
    }

    /// <summary>The value as <c>train.yaml</c> has it.</summary>
    public string Text => IsList ? $"[{string.Join(", ", Values.Select(Number))}]" : Number(Values[0]);

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
