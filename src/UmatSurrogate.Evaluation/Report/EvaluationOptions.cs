namespace UmatSurrogate.Evaluation;

/// <summary>How much is measured, and where crystal plasticity is kept.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Samples for self-consistency and stationarity.</summary>
    public int ConsistencySamples { get; init; } = 16;

    /// <summary>Random volume elements under the idealised loads and the reversal.</summary>
    public int LoadVolumeElements { get; init; } = 20;

    /// <summary>Volume elements of each texture.</summary>
    public int TextureVolumeElements { get; init; } = 20;

    /// <summary>Half-width of the textures, degrees.</summary>
    public double TextureHalfWidth_deg { get; init; } = 10.0;

    /// <summary>Rate of the driven component of the idealised loads, 1/s.</summary>
    public double LoadRate_perSecond { get; init; } = 1e-3;

    /// <summary>Final value of the driven component of the idealised loads.</summary>
    public double LoadStrain { get; init; } = 0.05;

    /// <summary>Increments of the idealised loads.</summary>
    public int LoadIncrements { get; init; } = 100;

    /// <summary>Training samples to which the factor of the Taylor model is fitted.</summary>
    public int FactorSamples { get; init; } = 64;

    /// <summary>Seed of the volume elements made for loads and textures; none of a data set's own.</summary>
    public ulong Seed { get; init; } = 20_251_006;

    /// <summary>Where simulations of crystal plasticity are kept for the next evaluation; null: nowhere.</summary>
    public string? TruthFolder { get; init; }

    /// <summary>Threads for the simulations; 0: one per core.</summary>
    public int Threads { get; init; }
}

/// <summary>Where an evaluation stands.</summary>
/// <param name="Measurement">What is being measured.</param>
/// <param name="Done">Cases done, those found on disk included.</param>
/// <param name="Found">Simulations of crystal plasticity found on disk.</param>
/// <param name="Total">All cases.</param>
public readonly record struct EvaluationProgress(string Measurement, int Done, int Found, int Total);
