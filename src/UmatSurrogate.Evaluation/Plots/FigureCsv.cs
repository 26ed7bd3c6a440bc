using System.Globalization;
using System.Text;

namespace UmatSurrogate.Evaluation.Plots;

/// <summary>The numbers of a figure in a CSV file of the same name.</summary>
public static class FigureCsv
{
    /// <summary>One line for each point: <c>panel,curve,x,y,low,high</c>.</summary>
    public static void Write(string file, IReadOnlyList<FigurePanel> panels)
    {
        ArgumentNullException.ThrowIfNull(panels);
        List<string[]> lines = [["panel", "curve", "x", "y", "low", "high"]];
        foreach (FigurePanel panel in panels)
        {
            foreach (FigureCurve curve in panel.Curves)
            {
                for (int k = 0; k < Math.Min(curve.X.Length, curve.Y.Length); k++)
                    lines.Add([panel.Title, curve.Label, Exact(curve.X[k]), Exact(curve.Y[k]), Exact(curve.Low?[k]), Exact(curve.High?[k])]);
            }
        }

        Write(file, lines);
    }

    /// <summary>One line for each name with the values of all rows.</summary>
    public static void Write(string file, BarPanel panel)
    {
        ArgumentNullException.ThrowIfNull(panel);
        Write(file, [["", .. panel.Rows.Select(r => r.Label)], .. panel.Names.Select((n, i) => (string[])[n, .. panel.Rows.Select(r => Exact(r.Values[i]))])]);
    }

    /// <summary>Lines of fields, quoted where they must be.</summary>
    public static void Write(string file, IEnumerable<IReadOnlyList<string>> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        StringBuilder text = new();
        foreach (IReadOnlyList<string> line in lines)
            text.AppendJoin(',', line.Select(Quoted)).Append('\n');
        File.WriteAllText(file, text.ToString());
    }

    /// <summary>A number with six digits; empty if there is none.</summary>
    public static string Exact(double? value) => value is { } v && double.IsFinite(v) ? v.ToString("G6", CultureInfo.InvariantCulture) : "";

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
