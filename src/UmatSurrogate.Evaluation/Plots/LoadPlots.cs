namespace UmatSurrogate.Evaluation.Plots;

/// <summary>Figures of the mixed loads: stress over strain of surrogate and crystal plasticity (as Figs. 8 and 9 of the paper).</summary>
internal static class LoadPlots
{
    private const double MegaPascal = 1e-6;

    /// <summary>Upper row: mean and range over the volume elements; lower row: difference of surrogate and crystal plasticity.</summary>
    public static FigurePanel[] Loads(IReadOnlyList<MixedLoadResult> loads) => [.. loads.Select(MeanAndRange), .. loads.Select(Difference)];

    /// <summary>The loop of stress over strain, and the error along the way.</summary>
    public static FigurePanel[] Reversal(MixedLoadResult reversal)
    {
        double[] strain = Percent(reversal.Load.Strain);
        double[] step = [.. Enumerable.Range(1, reversal.Load.Load.Increments).Select(k => (double)k)];
        (ErrorStatistics? Errors, string Name)[] errors =
            [(reversal.Surrogate, "surrogate"), (reversal.Blind, "blind"), (reversal.Taylor, "Taylor"), (reversal.ScaledTaylor, "Taylor, scaled")];
        double highest = errors.SelectMany(e => e.Errors?.MeanByStep_MPa ?? []).Where(double.IsFinite).DefaultIfEmpty(1).Max();
        double turn = Array.IndexOf(reversal.Load.Strain, reversal.Load.Strain.Max());
        int shown = Math.Min(3, reversal.TruthResponses.Count);
        return
        [
            new("reversal; broad: crystal plasticity", "F11 - 1  [%]", "Cauchy stress 11  [MPa]",
            [
                .. Enumerable.Range(0, shown).Select(v => new FigureCurve($"crystal plasticity, volume element {v}", strain, Stress(reversal, reversal.TruthResponses[v]))
                {
                    Colour = v, Style = CurveStyle.Broad, Unlisted = true,
                }),
                .. Enumerable.Range(0, shown).Select(v => new FigureCurve($"volume element {v}", strain, Stress(reversal, reversal.SurrogateResponses[v])) { Colour = v }),
            ]),
            new($"mean of {reversal.TruthResponses.Count} volume elements; dotted: load turns", "increment", "stress error  [MPa]",
            [
                .. errors.Select((e, i) => (e.Errors, e.Name, Predictor: i)).Where(e => e.Errors is not null)
                    .Select(e => new FigureCurve(e.Name, step, e.Errors!.MeanByStep_MPa) { Predictor = e.Predictor }),
                new("load turns", [turn, turn], [0, highest]) { IsTruth = true, Style = CurveStyle.Dotted, Unlisted = true },
            ])
            { FromZero = true },
        ];
    }

    /// <summary>Left: means and ranges of the textures; right: mean stress at the end.</summary>
    public static (FigurePanel Curves, BarPanel Ends) Textures(IReadOnlyList<MixedLoadResult> textures)
    {
        List<FigureCurve> curves = [];
        for (int t = 0; t < textures.Count; t++)
        {
            double[] strain = Percent(textures[t].Load.Strain);
            (double[] mean, double[] low, double[] high) = Range(textures[t], textures[t].TruthResponses);
            curves.Add(new(textures[t].Name, strain, mean) { Colour = t, Low = low, High = high, Wide = t == 0 });
            curves.Add(new(textures[t].Name + ", surrogate", strain, Range(textures[t], textures[t].SurrogateResponses).Mean)
            {
                Colour = t,
                Style = CurveStyle.Dashed,
                Unlisted = true,
            });
        }

        List<BarRow> rows =
        [
            new("crystal plasticity", Final(t => t.TruthResponses, textures)) { IsTruth = true }, new("surrogate", Final(t => t.SurrogateResponses, textures)) { Predictor = 0 },
        ];
        if (textures.All(t => t.TaylorResponses is not null))
            rows.Add(new("Taylor", Final(t => t.TaylorResponses!, textures)) { Predictor = 2 });
        return (
            new("crystal plasticity (range shaded), surrogate dashed", "F11 - 1  [%]", "Cauchy stress 11  [MPa]", curves) { FromZero = true },
            new("mean stress at the end", "texture", "Cauchy stress 11  [MPa]", [.. textures.Select(t => t.Name)], rows));
    }

    private static FigurePanel MeanAndRange(MixedLoadResult load)
    {
        double[] strain = Percent(load.Load.Strain);
        (double[] mean, double[] low, double[] high) = Range(load, load.TruthResponses);
        (double[] surrogate, double[] lowest, double[] highest) = Range(load, load.SurrogateResponses);
        return new($"{load.Name}, {load.TruthResponses.Count} volume elements", "driven strain  [%]", $"Cauchy stress {load.Load.Component}  [MPa]",
        [
            new("crystal plasticity, range shaded", strain, mean) { IsTruth = true, Low = low, High = high },
            new("surrogate, range dotted", strain, surrogate) { Predictor = 0, Style = CurveStyle.Dashed },
            new("surrogate, lowest", strain, lowest) { Predictor = 0, Style = CurveStyle.Dotted, Unlisted = true },
            new("surrogate, highest", strain, highest) { Predictor = 0, Style = CurveStyle.Dotted, Unlisted = true },
        ])
        { FromZero = true };
    }

    private static FigurePanel Difference(MixedLoadResult load)
    {
        double[][] differences =
        [
            .. load.TruthResponses.Select((t, v) => Stress(load, load.SurrogateResponses[v]).Zip(Stress(load, t), (s, truth) => s - truth).ToArray()),
        ];
        double[] strain = Percent(load.Load.Strain);
        (double[] mean, double[] low, double[] high) = Range(differences);
        return new("surrogate minus truth, range shaded", "driven strain  [%]", $"difference {load.Load.Component}  [MPa]",
        [
            new("zero", [0, strain[^1]], [0, 0]) { IsTruth = true, Style = CurveStyle.Dotted, Unlisted = true },
            new(load.Name, strain, mean) { Predictor = 0, Low = low, High = high, Unlisted = true },
        ]);
    }

    private static double[] Final(Func<MixedLoadResult, IReadOnlyList<LoadResponse>> of, IReadOnlyList<MixedLoadResult> loads) =>
        [.. loads.Select(l => MegaPascal * l.MeanFinalStress_Pa(of(l)))];

    private static double[] Percent(double[] strain) => [.. strain.Select(e => 100.0 * e)];

    private static double[] Stress(MixedLoadResult load, LoadResponse response) =>
        [.. response.CauchyStress_Pa.Select(s => MegaPascal * load.Load.Value(s))];

    private static (double[] Mean, double[] Low, double[] High) Range(MixedLoadResult load, IReadOnlyList<LoadResponse> responses) =>
        Range([.. responses.Select(r => Stress(load, r))]);

    private static (double[] Mean, double[] Low, double[] High) Range(double[][] curves)
    {
        int points = curves.Max(c => c.Length);
        double[][] there = [.. Enumerable.Range(0, points).Select(k => curves.Where(c => c.Length > k).Select(c => c[k]).ToArray())];
        return ([.. there.Select(t => t.Average())], [.. there.Select(t => t.Min())], [.. there.Select(t => t.Max())]);
    }
}
