namespace UmatSurrogate.Evaluation.Plots;

/// <summary>How a curve is drawn.</summary>
public enum CurveStyle
{
    /// <summary>A line.</summary>
    Solid,

    /// <summary>A dashed line.</summary>
    Dashed,

    /// <summary>A thin dotted line.</summary>
    Dotted,

    /// <summary>A broad pale line below the others, for the truth of a curve in the same colour.</summary>
    Broad,

    /// <summary>Points without a line.</summary>
    Points,
}

/// <summary>A curve of a diagram.</summary>
/// <param name="Label">Entry in the legend and in the CSV file.</param>
/// <param name="X">Abscissae.</param>
/// <param name="Y">Ordinates; points that are not finite are left out.</param>
public sealed record FigureCurve(string Label, double[] X, double[] Y)
{
    /// <summary>Lower end of a shaded band.</summary>
    public double[]? Low { get; init; }

    /// <summary>Upper end of a shaded band.</summary>
    public double[]? High { get; init; }

    /// <summary>How it is drawn.</summary>
    public CurveStyle Style { get; init; }

    /// <summary>True: a marker at every point.</summary>
    public bool Markers { get; init; }

    /// <summary>True for the truth: broad and dark grey.</summary>
    public bool IsTruth { get; init; }

    /// <summary>True: broader than the others, to be seen below one that is nearly the same.</summary>
    public bool Wide { get; init; }

    /// <summary>True: no entry in the legend; the CSV file names it all the same.</summary>
    public bool Unlisted { get; init; }

    /// <summary>Number of the colour; -1: by the position among the curves.</summary>
    public int Colour { get; init; } = -1;

    /// <summary>Number of the predictor (surrogate, blind, Taylor, scaled Taylor) whose colour it has; -1: none.</summary>
    public int Predictor { get; init; } = -1;

    /// <summary>Shown in the legend.</summary>
    internal bool IsListed => !Unlisted && Label.Length > 0;
}

/// <summary>A diagram of curves.</summary>
/// <param name="Title">Above the diagram.</param>
/// <param name="X">Label of the lower axis, with unit.</param>
/// <param name="Y">Label of the left axis, with unit.</param>
/// <param name="Curves">The curves.</param>
public sealed record FigurePanel(string Title, string X, string Y, IReadOnlyList<FigureCurve> Curves)
{
    /// <summary>Logarithmic lower axis; abscissae that are not positive are left out.</summary>
    public bool LogX { get; init; }

    /// <summary>Logarithmic left axis.</summary>
    public bool LogY { get; init; }

    /// <summary>True: the left axis begins at zero (never on a logarithmic axis).</summary>
    public bool FromZero { get; init; }

    /// <summary>True: both axes have the same limits, symmetric about zero.</summary>
    public bool Square { get; init; }
}

/// <summary>A diagram of bars side by side.</summary>
/// <param name="Title">Above the diagram.</param>
/// <param name="X">Label of the lower axis.</param>
/// <param name="Y">Label of the left axis, with unit.</param>
/// <param name="Names">Names along the lower axis.</param>
/// <param name="Rows">The rows: one bar for each name.</param>
public sealed record BarPanel(string Title, string X, string Y, IReadOnlyList<string> Names, IReadOnlyList<BarRow> Rows);

/// <summary>Bars of one colour.</summary>
/// <param name="Label">Entry in the legend.</param>
/// <param name="Values">One value for each name; those that are not finite have no bar.</param>
public sealed record BarRow(string Label, IReadOnlyList<double> Values)
{
    /// <summary>True for the truth: dark grey.</summary>
    public bool IsTruth { get; init; }

    /// <summary>Number of the predictor whose colour it has; -1: by the position among the rows.</summary>
    public int Predictor { get; init; } = -1;
}
