using System.Globalization;
using System.Text;
using UmatSurrogate.Evaluation.Plots;

namespace UmatSurrogate.Studies;

/// <summary>A study's <c>report.md</c> with its tables and figures; the numbers of each stand beside it as CSV.</summary>
internal sealed class StudyReport(string folder)
{
    private readonly StringBuilder _text = new();
    private readonly List<string> _files = [];

    /// <summary>Names of the files written so far.</summary>
    public IReadOnlyList<string> Files => _files;

    public void Heading(int level, string text) => _text.Append(new string('#', level)).Append(' ').Append(text).Append("\n\n");

    public void Paragraph(string text) => _text.Append(text).Append("\n\n");

    /// <summary>A table in the text and as <c>NAME.csv</c>.</summary>
    public void Table(string name, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        string[][] all = [.. rows.Select(r => r.ToArray())];
        _text.Append("| ").AppendJoin(" | ", header).Append(" |\n|").Append(string.Concat(header.Select(_ => "---|"))).Append('\n');
        foreach (string[] row in all)
            _text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        _text.Append("\nNumbers: `").Append(name).Append(".csv`\n\n");
        Csv(name, [header, .. all]);
    }

    /// <summary>Curves as <c>NAME.png</c>, their numbers as <c>NAME.csv</c>, one line for each point.</summary>
    public void Figure(string name, string caption, int columns, params FigurePanel[] panels)
    {
        panels = [.. panels.Where(p => p.Curves.Count > 0)];
        if (panels.Length == 0)
            return;
        CurveFigure.Save(Path.Combine(folder, name + ".png"), columns, panels);
        FigureCsv.Write(Path.Combine(folder, name + ".csv"), panels);
        Picture(name, caption);
        _files.Add(name + ".csv");
    }

    /// <summary>Bars as <c>NAME.png</c>, their numbers as <c>NAME.csv</c>.</summary>
    public void Bars(string name, string caption, string title, string y, IReadOnlyList<string> names, IReadOnlyList<(string Label, double[] Values)> rows)
    {
        if (names.Count == 0 || rows.Count == 0)
            return;
        BarPanel panel = new(title, "", y, names, [.. rows.Select(r => new BarRow(r.Label, r.Values))]);
        CurveFigure.Save(Path.Combine(folder, name + ".png"), panel);
        FigureCsv.Write(Path.Combine(folder, name + ".csv"), panel);
        Picture(name, caption);
        _files.Add(name + ".csv");
    }

    /// <summary>Distributions of errors as <c>NAME.png</c>; mean and standard deviation by step as <c>NAME.csv</c>.</summary>
    public void Densities(string name, string caption, int columns, IReadOnlyList<(string Title, IReadOnlyList<double[]> Errors_MPa)> panels)
    {
        DensityFigure.Save(Path.Combine(folder, name + ".png"), columns, panels);
        List<string[]> lines = [["panel", "step", "mean_MPa", "standard_deviation_MPa"]];
        foreach ((string title, IReadOnlyList<double[]> errors) in panels)
        {
            Evaluation.ErrorStatistics statistics = Evaluation.ErrorStatistics.Of(errors);
            for (int k = 0; k < statistics.MeanByStep_MPa.Length; k++)
                lines.Add([title, $"{k + 1}", FigureCsv.Exact(statistics.MeanByStep_MPa[k]), FigureCsv.Exact(statistics.DeviationByStep_MPa[k])]);
        }

        Picture(name, caption);
        Csv(name, lines);
    }

    /// <summary>Writes <c>report.md</c>.</summary>
    public string Save()
    {
        string file = Path.Combine(folder, "report.md");
        File.WriteAllText(file, _text.ToString());
        return file;
    }

    private void Picture(string name, string caption)
    {
        _text.Append(CultureInfo.InvariantCulture, $"![{caption}]({name}.png)\n\n*{caption}* Numbers: `{name}.csv`\n\n");
        _files.Add(name + ".png");
    }

    /// <summary>Numbers as <c>NAME.csv</c> that have no table in the text.</summary>
    public void Csv(string name, IEnumerable<IReadOnlyList<string>> lines)
    {
        FigureCsv.Write(Path.Combine(folder, name + ".csv"), lines);
        _files.Add(name + ".csv");
    }
}
