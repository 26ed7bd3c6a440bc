using System.Numerics;

namespace UmatSurrogate.Recurrent;

/// <summary>The constants of <see cref="ClusterSettings"/> as the kernels need them.</summary>
internal sealed class ClusterConstants<T>
    where T : unmanaged, INumberBase<T>
{
    public ClusterConstants(ClusterSettings settings)
    {
        Settings = settings;
        Sweeps = Maxima(settings.Sharpness.AsSpan(), settings.SweepVertices);
        Outputs = Maxima(settings.OutputSharpness.AsSpan(), settings.OutputVertices);
        Plain = Maxima(settings.PlainSharpness.AsSpan(), settings.PlainVertices);
        Rotation = new SoftMaximum<T>(settings.RotationSharpness, settings.RotationVertices, 0);
    }

    public ClusterSettings Settings { get; }

    public SoftMaximum<T>[] Sweeps { get; }

    public SoftMaximum<T>[] Outputs { get; }

    public SoftMaximum<T>[] Plain { get; }

    public SoftMaximum<T> Rotation { get; }

    private static SoftMaximum<T>[] Maxima(ReadOnlySpan<double> sharpness, VertexClasses classes)
    {
        var maxima = new SoftMaximum<T>[sharpness.Length];
        for (int i = 0; i < maxima.Length; i++)
            maxima[i] = new SoftMaximum<T>(sharpness[i], classes, i);
        return maxima;
    }
}
