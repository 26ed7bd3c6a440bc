namespace UmatSurrogate.Benchmarks;

/// <summary>Prints the lines of a report at once and keeps them for a file, which is written anew after each: nothing is lost if the time on the machine ends.</summary>
internal sealed class Report(string? file)
{
    private readonly List<string> _lines = [];

    public void Line(string line)
    {
        Console.WriteLine(line);
        _lines.Add(line);
        if (file is not null)
            File.WriteAllLines(file, _lines);
    }
}
