using System.Globalization;
using System.Text;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>
/// A table of numbers as comma-separated text with one header line: point as decimal sign, shortest text that gives the same
/// double back. The reader names file, line, column and value of everything it refuses.
/// </summary>
internal static class CsvTable
{
    /// <summary>Writes a header and rows, all of one length, with line feeds; the file is complete or absent, never partial.</summary>
    public static void Write(string file, IReadOnlyList<string> columns, int rowCount, Action<int, double[]> fillRow)
    {
        double[] row = new double[columns.Count];
        StringBuilder text = new();
        text.AppendJoin(',', columns).Append('\n');
        for (int r = 0; r < rowCount; r++)
        {
            fillRow(r, row);
            for (int c = 0; c < row.Length; c++)
            {
                if (c > 0)
                    text.Append(',');
                text.Append(row[c].ToString("R", CultureInfo.InvariantCulture));
            }
            text.Append('\n');
        }
        if (Path.GetFullPath(file).StartsWith("/dev/", StringComparison.Ordinal))
        {
            // A device, a pipe or standard output: written to, never replaced by a file nor cut.
            File.AppendAllText(file, text.ToString());
            return;
        }

        string partial = file + ".partial";
        File.WriteAllText(partial, text.ToString());
        File.Move(partial, file, overwrite: true);
    }

    /// <summary>Reads the named columns, in the order asked for; columns beyond these are an error.</summary>
    /// <returns>Per row its line in the file and the values in the order of <paramref name="columns"/>.</returns>
    /// <exception cref="InputException">The file is missing, a column is missing or unknown, or a value is no finite number.</exception>
    public static List<CsvRow> Read(string file, IReadOnlyList<string> columns)
    {
        if (!File.Exists(file))
            throw new InputException($"The file '{file}' does not exist.");
        string[] lines = File.ReadAllLines(file);
        if (lines.Length == 0)
            throw new InputException($"{file}: the file is empty; its first line must be the header '{string.Join(',', columns)}'.");
        int[] position = HeaderPositions(file, lines[0], columns);
        List<CsvRow> rows = new(lines.Length - 1);
        for (int line = 1; line < lines.Length; line++)
        {
            if (string.IsNullOrWhiteSpace(lines[line]))
                continue;
            rows.Add(new CsvRow(line + 1, ParseRow(file, line + 1, lines[line], columns, position)));
        }
        return rows;
    }

    private static int[] HeaderPositions(string file, string header, IReadOnlyList<string> columns)
    {
        string[] found = Array.ConvertAll(header.Split(','), s => s.Trim());
        int[] position = new int[columns.Count];
        for (int c = 0; c < columns.Count; c++)
        {
            position[c] = Array.IndexOf(found, columns[c]);
            if (position[c] < 0)
            {
                throw new InputException(
                    $"{file}, line 1: the column '{columns[c]}' is missing; the header must be '{string.Join(',', columns)}'.");
            }
        }
        foreach (string name in found)
        {
            if (!columns.Contains(name) || found.Count(n => n == name) > 1)
            {
                throw new InputException(
                    $"{file}, line 1: the column '{name}' is not known or stands twice; the header must be '{string.Join(',', columns)}'.");
            }
        }
        return position;
    }

    private static double[] ParseRow(string file, int lineNumber, string line, IReadOnlyList<string> columns, int[] position)
    {
        string[] cells = line.Split(',');
        if (cells.Length != columns.Count)
        {
            throw new InputException(
                $"{file}, line {lineNumber}: {cells.Length} values where the header has {columns.Count} columns.");
        }
        double[] row = new double[columns.Count];
        for (int c = 0; c < columns.Count; c++)
        {
            string cell = cells[position[c]].Trim();
            if (!double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out row[c]) || !double.IsFinite(row[c]))
            {
                throw new InputException(
                    $"{file}, line {lineNumber}, column '{columns[c]}': '{cell}' is not a finite number (the decimal sign is a point).");
            }
        }
        return row;
    }
}

/// <summary>A row of numbers and its line in the file (from 1).</summary>
internal readonly record struct CsvRow(int Line, double[] Values);
