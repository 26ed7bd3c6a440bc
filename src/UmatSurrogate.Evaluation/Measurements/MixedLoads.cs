using UmatSurrogate.Data;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Evaluation;

/// <summary>A load under mixed control, and which component is plotted over which strain.</summary>
/// <param name="Name">Name of the load or texture.</param>
/// <param name="Load">The load.</param>
/// <param name="Strain">Driven component of F - I by increment, the start included.</param>
/// <param name="Component">Name of the component of the Cauchy stress that works against it.</param>
public sealed record MixedLoad(string Name, TruthLoad Load, double[] Strain, string Component)
{
    /// <summary>An idealised load.</summary>
    public static MixedLoad Of(string name, IdealisedLoad load)
    {
        ArgumentNullException.ThrowIfNull(load);
        double strain = Math.Sign(load.Rate_perSecond) * load.Strain;
        return new(
            name, new TruthLoad(load.ToLoadStep()), [.. Enumerable.Range(0, load.Increments + 1).Select(k => strain * k / load.Increments)],
            load.Kind == IdealisedLoadKind.PureShear ? "12" : "11");
    }

    /// <summary>Uniaxial tension, back, and compression of the same size, at one rate.</summary>
    /// <param name="name">Name.</param>
    /// <param name="rate_perSecond">Rate of F11, 1/s.</param>
    /// <param name="strain">Largest |F11 - 1|.</param>
    /// <param name="increments">Increments of the tension; the way back and beyond has twice as many.</param>
    public static MixedLoad Reversal(string name, double rate_perSecond, double strain, int increments)
    {
        MixedLoadStep tension = new IdealisedLoad(IdealisedLoadKind.Uniaxial, rate_perSecond, strain, increments).ToLoadStep();
        MixedLoadStep back = tension with { Deformation = -1.0 * tension.Deformation, Time_s = 2.0 * tension.Time_s, Increments = 2 * increments };
        return new(
            name, new TruthLoad(tension, back),
            [.. Enumerable.Range(0, 3 * increments + 1).Select(k => strain * (k <= increments ? k : 2 * increments - k) / increments)], "11");
    }

    /// <summary>The plotted component of a Cauchy stress.</summary>
    public double Value(in SymmetricTensor stress) => Component == "12" ? stress.S12 : stress.S11;
}

/// <summary>
/// A mixed load on several volume elements: surrogate, crystal plasticity and the Taylor model, each under its own mixed control. Histories end where an
/// increment has no solution; errors compare what both have at the same driven strain.
/// </summary>
public sealed class MixedLoadResult
{
    internal MixedLoadResult(
        MixedLoad load, LoadResponse[] surrogate, LoadResponse[] truth, LoadResponse[]? taylor, TaylorBaseline baseline, SymmetricTensor[] blind_Pa)
    {
        (Load, SurrogateResponses, TruthResponses, TaylorResponses) = (load, surrogate, truth, taylor);
        Surrogate = Statistics(v => surrogate[v].CauchyStress_Pa);
        Blind = Statistics(_ => blind_Pa);
        Taylor = taylor is null ? null : Statistics(v => taylor[v].CauchyStress_Pa);
        ScaledTaylor = taylor is null ? null : Statistics(v => baseline.Scaled(taylor[v].CauchyStress_Pa));
        SurrogateUnsolved = Unsolved(surrogate);
        TruthUnsolved = Unsolved(truth);
    }

    /// <summary>The load.</summary>
    public MixedLoad Load { get; }

    /// <summary>Name of the load or texture.</summary>
    public string Name => Load.Name;

    /// <summary>Responses of the surrogate by volume element.</summary>
    public IReadOnlyList<LoadResponse> SurrogateResponses { get; }

    /// <summary>Responses of crystal plasticity.</summary>
    public IReadOnlyList<LoadResponse> TruthResponses { get; }

    /// <summary>Responses of the Taylor model; null where it is the truth.</summary>
    public IReadOnlyList<LoadResponse>? TaylorResponses { get; }

    /// <summary>Errors of the surrogate.</summary>
    public ErrorStatistics Surrogate { get; }

    /// <summary>Errors of a predictor that knows the exact mean of crystal plasticity over random volume elements.</summary>
    public ErrorStatistics Blind { get; }

    /// <summary>Errors of the Taylor model.</summary>
    public ErrorStatistics? Taylor { get; }

    /// <summary>Errors of the Taylor model times its factor.</summary>
    public ErrorStatistics? ScaledTaylor { get; }

    /// <summary>Volume elements on which the surrogate did not reach the end of the load.</summary>
    public IReadOnlyList<UnsolvedCase> SurrogateUnsolved { get; }

    /// <summary>The same of crystal plasticity.</summary>
    public IReadOnlyList<UnsolvedCase> TruthUnsolved { get; }

    /// <summary>Mean over the volume elements of the plotted component at the end of the load, Pa; NaN if no response got there.</summary>
    public double MeanFinalStress_Pa(IReadOnlyList<LoadResponse> responses)
    {
        ArgumentNullException.ThrowIfNull(responses);
        double[] final = [.. responses.Where(r => r.Increments == Load.Load.Increments).Select(r => Load.Value(r.CauchyStress_Pa[^1]))];
        return final.Length == 0 ? double.NaN : final.Average();
    }

    /// <summary>Mean over the volume elements of the plotted component at every increment that one of them reached, MPa.</summary>
    public double[] MeanStress_MPa(IReadOnlyList<LoadResponse> responses)
    {
        ArgumentNullException.ThrowIfNull(responses);
        return [.. UnseenPaths.MeanHistory([.. responses.Select(r => r.CauchyStress_Pa)]).Select(s => 1e-6 * Load.Value(s))];
    }

    private ErrorStatistics Statistics(Func<int, SymmetricTensor[]> stress_Pa) => ErrorStatistics.Of(
        [.. TruthResponses.Select((t, v) => StressError.AlongCommonPart_MPa(stress_Pa(v), t.CauchyStress_Pa))]);

    private UnsolvedCase[] Unsolved(LoadResponse[] responses) =>
    [
        .. responses.Select((r, v) => (r, v)).Where(p => p.r.Failure is not null).Select(p => new UnsolvedCase(
            $"{Name}, volume element {p.v}", p.r.Increments + 1, Load.Load.Increments, p.r.Failure!)),
    ];
}

/// <summary>
/// The idealised loads (uniaxial tension, plane strain, pure shear; Fig. 8 of the paper), a reversal, and the textures (Goss, brass, cube, copper under uniaxial
/// tension; Fig. 9). The free components of F follow from the stress-free components of P, for the surrogate by its own tangent.
/// </summary>
public static class MixedLoads
{
    /// <summary>Runs one load on volume elements.</summary>
    /// <param name="load">The load.</param>
    /// <param name="evaluator">The surrogate.</param>
    /// <param name="library">Its microstructures.</param>
    /// <param name="truth">Crystal plasticity of its data.</param>
    /// <param name="baseline">The Taylor model.</param>
    /// <param name="volumeElements">The volume elements.</param>
    /// <param name="random">Crystal plasticity of random volume elements under the same load, for the blind baseline; null: of these ones.</param>
    /// <param name="done">Called after every case of crystal plasticity; its argument says whether it was found on disk.</param>
    public static MixedLoadResult Run(
        MixedLoad load, SurrogateEvaluator evaluator, MicrostructureLibrary library, TruthStore truth, TaylorBaseline baseline,
        IReadOnlyList<VolumeElement> volumeElements, MixedLoadResult? random = null, Action<bool>? done = null)
    {
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(evaluator);
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(baseline);
        ArgumentNullException.ThrowIfNull(volumeElements);
        LoadResponse[] responses = truth.Responses([.. volumeElements.Select(v => new TruthCase(v, load.Load))], done);
        LoadResponse[] surrogate = new LoadResponse[volumeElements.Count];
        LoadResponse[]? taylor = baseline.IsTruth ? null : new LoadResponse[volumeElements.Count];
        Parallel.For(0, volumeElements.Count, v =>
        {
            surrogate[v] = LoadResponse.Follow(
                SurrogateHistory.Control(new SurrogatePoint(evaluator, library[volumeElements[v]])), load.Load.Steps);
            if (taylor is not null)
                taylor[v] = baseline.Follow(volumeElements[v], load.Load);
        });
        SymmetricTensor[] blind_Pa = UnseenPaths.MeanHistory([.. (random?.TruthResponses ?? responses).Select(r => r.CauchyStress_Pa)]);
        return new(load, surrogate, responses, taylor, baseline, blind_Pa);
    }
}
