namespace UmatSurrogate.Evaluation;

/// <summary>
/// Are the textures in the right order? Every two textures whose true mean stresses at the end of the load differ by more than a tolerance must
/// differ in the same sense in the surrogate.
/// </summary>
/// <param name="Truth">Names by falling true stress, "=" between those within the tolerance, for example "copper > brass > goss = cube".</param>
/// <param name="Surrogate">The same of the surrogate.</param>
/// <param name="Holds">Whether all pairs agree.</param>
public sealed record TextureOrder(string Truth, string Surrogate, bool Holds)
{
    /// <summary>Differences up to this count as none, MPa.</summary>
    public const double Tolerance_MPa = 1.5;

    /// <summary>Of textures under one load.</summary>
    public static TextureOrder Of(IReadOnlyList<MixedLoadResult> textures)
    {
        ArgumentNullException.ThrowIfNull(textures);
        (string Name, double Truth_MPa, double Surrogate_MPa)[] all =
        [
            .. textures.Select(t => (t.Name, 1e-6 * t.MeanFinalStress_Pa(t.TruthResponses), 1e-6 * t.MeanFinalStress_Pa(t.SurrogateResponses))),
        ];
        bool holds = all.All(a => all.All(b => !(a.Truth_MPa > b.Truth_MPa + Tolerance_MPa) || a.Surrogate_MPa > b.Surrogate_MPa));
        return new(InWords([.. all.Select(a => (a.Name, a.Truth_MPa))]), InWords([.. all.Select(a => (a.Name, a.Surrogate_MPa))]), holds);
    }

    /// <summary>Names by falling stress, "=" between neighbours within the tolerance.</summary>
    public static string InWords(IReadOnlyList<(string Name, double Stress_MPa)> textures)
    {
        (string Name, double Stress_MPa)[] sorted = [.. textures.OrderByDescending(t => t.Stress_MPa)];
        return string.Concat(sorted.Select((t, i) => i == 0 ? t.Name : (sorted[i - 1].Stress_MPa - t.Stress_MPa > Tolerance_MPa ? " > " : " = ") + t.Name));
    }
}
